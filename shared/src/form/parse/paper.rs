//! Reads the layout on paper and the places for answers in it.

use super::condition::show_if;
use super::fields::{Fields, Node};
use super::known::{Earlier, Known, kind_name};
use crate::form::definition::Kind;
use crate::form::template::{
    AnswerPart, BlockPart, PaperBlock, PaperSignature, PaperTemplate, Phrase, PhrasePart,
    TableColumn,
};
use crate::ids::{QuestionId, SectionId};

/// The ways in which a block can be written.
const BLOCKS: [&str; 6] = ["line", "title", "boxes", "digits", "table", "columns"];

/// The paper of a form.
pub(super) fn template(fields: &Fields<'_, '_>, known: &Known) -> Option<PaperTemplate> {
    let Some(node) = fields.node("paper") else {
        fields.notes.wrong(1, "`[paper]` is missing");
        return None;
    };
    let inner = Fields::of(fields.notes, node, "`paper`")?;
    let reader = Reader { known };
    let heading = inner.text("heading");
    let addressed_to =
        inner.has("addressed_to").then(|| reader.phrase(&inner, "addressed_to", None)).flatten();
    let nodes = inner.list("blocks");
    if nodes.is_empty() {
        fields.notes.wrong(inner.line, "the paper needs at least one [[paper.blocks]]");
    }
    let blocks: Vec<_> =
        nodes.into_iter().filter_map(|node| reader.block(&inner, node, true)).collect();
    let signatures = inner.list("signatures").into_iter().filter_map(|node| {
        let signature = Fields::of(fields.notes, node, "a signature")?;
        let (title, note) = (signature.text("title"), signature.optional_text("note"));
        signature.end();
        Some(PaperSignature { title: title?, note: note.unwrap_or_default() })
    });
    let signatures = signatures.collect();
    inner.end();
    Some(PaperTemplate { heading: heading?, addressed_to, blocks, signatures })
}

struct Reader<'a> {
    known: &'a Known,
}

impl Reader<'_> {
    fn block(&self, paper: &Fields<'_, '_>, node: &Node<'_>, is_outer: bool) -> Option<PaperBlock> {
        let fields = Fields::of(paper.notes, node, "a block of the paper")?;
        let show_if = show_if(&fields, self.known, None);
        let ways: Vec<_> = BLOCKS.into_iter().filter(|way| fields.has(way)).collect();
        let part = match ways.as_slice() {
            ["line"] => self.phrase(&fields, "line", None).map(BlockPart::Line),
            ["title"] => self.title(&fields),
            ["boxes"] => self.boxes(&fields),
            ["digits"] => self.digits(&fields),
            ["table", "columns"] => self.table(&fields),
            ["table"] => {
                fields.notes.wrong(fields.line, "a table needs `columns`");
                None
            }
            ["columns"] if is_outer => self.columns(&fields),
            ["columns"] => {
                fields.notes.wrong(fields.line, "columns cannot stand within columns");
                None
            }
            _ => {
                let sentence = format!("a block has exactly one of: {}", BLOCKS.join(", "));
                fields.notes.wrong(fields.line, sentence);
                None
            }
        };
        fields.end();
        Some(PaperBlock { show_if, part: part? })
    }

    fn title(&self, fields: &Fields<'_, '_>) -> Option<BlockPart> {
        let title = fields.text("title")?;
        if title.contains(['{', '}']) {
            fields.notes.wrong(fields.line_of("title"), "a title holds no answers; use `line`");
        }
        Some(BlockPart::Title(title))
    }

    fn boxes(&self, fields: &Fields<'_, '_>) -> Option<BlockPart> {
        let (earlier, label) = self.named(fields, "boxes")?;
        if !matches!(earlier.kind, Kind::Choice { .. } | Kind::YesNo) {
            let kind = kind_name(&earlier.kind);
            let sentence =
                format!("boxes need a question of kind `choice` or `yes_no`, not `{kind}`");
            fields.notes.wrong(fields.line_of("boxes"), sentence);
        }
        Some(BlockPart::Boxes { question: QuestionId::from(earlier.id.as_str()), label })
    }

    fn digits(&self, fields: &Fields<'_, '_>) -> Option<BlockPart> {
        let (earlier, label) = self.named(fields, "digits")?;
        if !matches!(earlier.kind, Kind::PersonalId | Kind::Phone | Kind::Date { .. }) {
            let kind = kind_name(&earlier.kind);
            let sentence = format!(
                "digits need a question of kind `personal_id`, `phone` or `date`, not `{kind}`"
            );
            fields.notes.wrong(fields.line_of("digits"), sentence);
        }
        Some(BlockPart::Digits { question: QuestionId::from(earlier.id.as_str()), label })
    }

    fn named(&self, fields: &Fields<'_, '_>, way: &'static str) -> Option<(&Earlier, String)> {
        let (name, label) = (fields.text(way)?, fields.text("label"));
        let wrong = |sentence: String| fields.notes.wrong(fields.line_of(way), sentence);
        let earlier = self.known.find(&name, None).map_err(wrong).ok()?;
        Some((earlier, label?))
    }

    fn table(&self, fields: &Fields<'_, '_>) -> Option<BlockPart> {
        let name = fields.text("table")?;
        let section = SectionId::from(name.as_str());
        if !self.known.earlier.iter().any(|earlier| earlier.of_items.as_ref() == Some(&section)) {
            let sentence = format!("`{name}` is no repeated section of this form");
            fields.notes.wrong(fields.line_of("table"), sentence);
            return None;
        }
        let columns = fields.list("columns").into_iter().filter_map(|node| {
            let column = Fields::of(fields.notes, node, "a column")?;
            let (heading, cell) =
                (column.text("heading"), self.phrase(&column, "cell", Some(&section)));
            column.end();
            Some(TableColumn { heading: heading?, cell: cell? })
        });
        Some(BlockPart::Table { columns: columns.collect(), section })
    }

    fn columns(&self, fields: &Fields<'_, '_>) -> Option<BlockPart> {
        let columns = fields.list("columns").into_iter().filter_map(|node| {
            let Some(blocks) = node.get_ref().as_array() else {
                let line = fields.notes.line(node.span().start);
                fields.notes.wrong(line, "a column is a list of blocks [ { line = … }, … ]");
                return None;
            };
            Some(blocks.iter().filter_map(|block| self.block(fields, block, false)).collect())
        });
        Some(BlockPart::Columns(columns.collect()))
    }

    /// Text with places for answers in braces.
    fn phrase(
        &self,
        fields: &Fields<'_, '_>,
        name: &'static str,
        here: Option<&SectionId>,
    ) -> Option<Phrase> {
        let text = fields.text(name)?;
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            if at > 0 {
                parts.push(PhrasePart::Words(rest[..at].to_owned()));
            }
            let inner = rest[at..].strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let Some((placeholder, after)) = inner else {
                fields.notes.wrong(fields.line_of(name), "a brace stands alone: write {question}");
                return None;
            };
            match self.placeholder(placeholder, here) {
                Ok(part) => parts.push(part),
                Err(sentence) => fields.notes.wrong(fields.line_of(name), sentence),
            }
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(PhrasePart::Words(rest.to_owned()));
        }
        Some(Phrase(parts))
    }

    fn placeholder(&self, text: &str, here: Option<&SectionId>) -> Result<PhrasePart, String> {
        match (text, here) {
            ("center", _) => return Ok(PhrasePart::Center),
            ("date", _) => return Ok(PhrasePart::Date),
            ("n", Some(_)) => return Ok(PhrasePart::Row),
            _ => {}
        }
        let (name, part) =
            text.split_once('.').map_or((text, None), |(name, part)| (name, Some(part)));
        let earlier = self.known.find(name, here)?;
        let Some(part) = part else {
            return match earlier.kind {
                Kind::Note => Err(format!("`{name}` is a note; nothing of it can be printed")),
                _ => Ok(PhrasePart::Answer(QuestionId::from(name), AnswerPart::Whole)),
            };
        };
        let fits = AnswerPart::named(part).filter(|part| fits(*part, &earlier.kind));
        fits.map(|part| PhrasePart::Answer(QuestionId::from(name), part)).ok_or_else(|| {
            format!("a question of kind `{}` has no part `{part}`", kind_name(&earlier.kind))
        })
    }
}

fn fits(part: AnswerPart, kind: &Kind) -> bool {
    match part {
        AnswerPart::Whole => true,
        AnswerPart::Day | AnswerPart::Month | AnswerPart::Year => matches!(kind, Kind::Date { .. }),
        AnswerPart::Hour | AnswerPart::Minute => *kind == Kind::Time,
        AnswerPart::Province | AnswerPart::Ward | AnswerPart::Line => *kind == Kind::Address,
    }
}
