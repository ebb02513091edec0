//! The text of a tip: the few marks of Markdown that a board can show, as blocks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;
use utoipa::ToSchema;

/// A piece of a tip's text that begins on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands before it.
    pub mark: Mark,
    /// Its words. A line break that its author made is a `\n`.
    pub spans: Vec<Span>,
}

impl Block {
    /// Its words without their looks.
    #[must_use]
    pub fn plain(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// What stands before a [`Block`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: a paragraph.
    Paragraph,
    /// A dot: a point of a list.
    Point,
    /// A number: a point of a list whose order counts.
    Number(u64),
}

/// Words that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words, with their spaces.
    pub text: String,
    /// Bold.
    pub strong: bool,
    /// Italic, or what stands for it in Vietnamese type: softer.
    pub soft: bool,
}

/// Markdown that a board does not show, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {mark}")]
pub struct TextFault {
    /// The line of the text, from 1.
    pub line: u32,
    /// What stands there.
    pub mark: RefusedMark,
}

/// Marks of Markdown that a board does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum RefusedMark {
    /// `# …`, or a text with a line of `=` or `-` under it.
    #[error("a heading: the title stands in its own field")]
    Heading,
    /// `[…](…)` or `<https://…>`.
    #[error("a link: nobody can tap a board")]
    Link,
    /// `![…](…)`.
    #[error("a picture: choose it in the field for pictures")]
    Image,
    /// `<b>` and the like.
    #[error("HTML")]
    Html,
    /// Cells between `|`.
    #[error("a table: use points")]
    Table,
    /// Between backquotes.
    #[error("code")]
    Code,
    /// `> …`.
    #[error("a quotation")]
    Quote,
    /// `---` between two paragraphs.
    #[error("a line across the text")]
    Rule,
    /// A point within a point.
    #[error("a point within a point: one level of points is enough")]
    NestedPoint,
}

/// Reads the text of a tip in one language: paragraphs, points (`- ` or `1. `), `**strong**` and `*soft*` words, and
/// line breaks as they were typed. Spaces before a line mean nothing.
///
/// # Errors
/// The first mark that a board does not show.
pub fn blocks(text: &str) -> Result<Vec<Block>, TextFault> {
    // Spaces before a line would make code of it, or a list within a list; people who paste do not mean that.
    let text = text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.take(event).map_err(|mark| {
            let before = text.get(..range.start).unwrap_or_default();
            let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
            TextFault { line: u32::try_from(line).unwrap_or(u32::MAX), mark }
        })?;
    }
    Ok(reader.blocks)
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// The block that is being read.
    open: Option<Block>,
    /// Within a list: the number of its next point, where it has numbers.
    list: Option<Option<u64>>,
    strong: bool,
    soft: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), RefusedMark> {
        match event {
            Event::Start(tag) => self.start(&tag)?,
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            Event::Code(_) => return Err(RefusedMark::Code),
            Event::Html(_) | Event::InlineHtml(_) => return Err(RefusedMark::Html),
            Event::Rule => return Err(RefusedMark::Rule),
            // Their options are not asked for, so the words stand as they are.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text);
            }
            Event::TaskListMarker(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) -> Result<(), RefusedMark> {
        match tag {
            Tag::Paragraph => self.begin_paragraph(),
            Tag::List(_) if self.list.is_some() => return Err(RefusedMark::NestedPoint),
            Tag::List(first) => self.list = Some(*first),
            Tag::Item => self.begin_point(),
            Tag::Strong => self.strong = true,
            Tag::Emphasis => self.soft = true,
            Tag::Heading { .. } => return Err(RefusedMark::Heading),
            Tag::BlockQuote(_) => return Err(RefusedMark::Quote),
            Tag::CodeBlock(_) => return Err(RefusedMark::Code),
            Tag::HtmlBlock => return Err(RefusedMark::Html),
            Tag::Link { .. } => return Err(RefusedMark::Link),
            Tag::Image { .. } => return Err(RefusedMark::Image),
            Tag::Table(_) => return Err(RefusedMark::Table),
            // Made by options that are not asked for.
            _ => {}
        }
        Ok(())
    }

    fn begin_paragraph(&mut self) {
        // A list with empty lines in it has paragraphs in its points: the point is the block.
        if self.list.is_none() {
            self.begin(Mark::Paragraph);
        }
    }

    fn begin_point(&mut self) {
        let mark = match &mut self.list {
            Some(Some(number)) => {
                let mark = Mark::Number(*number);
                *number = number.saturating_add(1);
                mark
            }
            _ => Mark::Point,
        };
        self.begin(mark);
    }

    fn begin(&mut self, mark: Mark) {
        self.close();
        self.open = Some(Block { mark, spans: Vec::new() });
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Paragraph | TagEnd::Item => self.close(),
            TagEnd::List(_) => self.list = None,
            TagEnd::Strong => self.strong = false,
            TagEnd::Emphasis => self.soft = false,
            _ => {}
        }
    }

    fn close(&mut self) {
        // A point without a word is nothing to show.
        let said = |block: &Block| block.spans.iter().any(|span| !span.text.trim().is_empty());
        self.blocks.extend(self.open.take().filter(said));
    }

    fn text(&mut self, text: &str) {
        let (strong, soft) = (self.strong, self.soft);
        let Some(block) = &mut self.open else { return };
        match block.spans.last_mut() {
            Some(last) if (last.strong, last.soft) == (strong, soft) => last.text.push_str(text),
            _ => block.spans.push(Span { text: text.to_owned(), strong, soft }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, RefusedMark, TextFault, blocks};

    /// A block as one line: its mark, then its spans, `*` strong and `_` soft.
    fn read(text: &str) -> Vec<String> {
        let line = |block: &super::Block| {
            let mark = match block.mark {
                Mark::Paragraph => "P ".to_owned(),
                Mark::Point => "- ".to_owned(),
                Mark::Number(number) => format!("{number}. "),
            };
            let spans = block.spans.iter().map(|span| match (span.strong, span.soft) {
                (true, _) => format!("*{}*", span.text),
                (false, true) => format!("_{}_", span.text),
                (false, false) => span.text.clone(),
            });
            mark + &spans.collect::<String>()
        };
        blocks(text).expect("it can be shown").iter().map(line).collect()
    }

    #[test]
    fn paragraphs_points_and_strong_words() {
        assert_eq!(read(""), Vec::<String>::new());
        assert_eq!(read("Giữ **phiếu** và *chờ*."), ["P Giữ *phiếu* và _chờ_."]);
        assert_eq!(read("a\nb\n\nc"), ["P a\nb", "P c"]);
        assert_eq!(read("Mang:\n- sổ **đỏ**\n- thẻ"), ["P Mang:", "- sổ *đỏ*", "- thẻ"]);
        assert_eq!(read("3. a\n4. b\n\n   c\n\nd"), ["3. a", "4. b", "P c", "P d"]);
        assert_eq!(read("- a\n\n- b\n-\n- c"), ["- a", "- b", "- c"]);
        assert_eq!(read("    - a\n        - b"), ["- a", "- b"]);
        assert_eq!(read("5 < 6 & 7 > 2, 10\\*2, a_b_c"), ["P 5 < 6 & 7 > 2, 10*2, a_b_c"]);
        // What closes wrongly stays as it was typed.
        assert_eq!(read("**a"), ["P **a"]);
    }

    #[test]
    fn what_a_board_does_not_show_is_named_with_its_line() {
        for (text, line, mark) in [
            ("a\n\n# b", 3, RefusedMark::Heading),
            ("a\n---", 1, RefusedMark::Heading),
            ("a [b](https://example.org)", 1, RefusedMark::Link),
            ("a\n<https://example.org>", 2, RefusedMark::Link),
            ("![a](b.png)", 1, RefusedMark::Image),
            ("a <b>c</b>", 1, RefusedMark::Html),
            ("a\n\n<div>\nb\n</div>", 3, RefusedMark::Html),
            ("a | b\n--|--\nc | d", 1, RefusedMark::Table),
            ("a `b`", 1, RefusedMark::Code),
            ("```\na\n```", 1, RefusedMark::Code),
            ("> a", 1, RefusedMark::Quote),
            ("a\n\n***\n\nb", 3, RefusedMark::Rule),
            ("- - a", 1, RefusedMark::NestedPoint),
        ] {
            assert_eq!(blocks(text), Err(TextFault { line, mark }), "{text}");
        }
    }
}
