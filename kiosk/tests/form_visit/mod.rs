//! A visit in which a form is filled in, by inputs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use kiosk::session::{
    Asked, Effect, FillEffect, FillInput, FillScreen, FormNews, Input, Scanned, Screen, Secret,
    Session, Trouble,
};
use shared::form::{AnswerKey, sample_forms};
use shared::ids::{DeclarationId, ProcedureId, ServiceId};
use shared::protocol::{
    CatalogView, DeclarationRequest, FormsView, IssueTicketRequest, KeptDeclaration, Notice,
};
use shared::text::Language;
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) const CARD: &str =
    "001099012345||Nguyễn Văn An|01011999|Nam|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

pub(crate) fn forms() -> FormsView {
    let notice = Notice::from_toml(include_str!("../../../shared/data/forms/notice.toml")).unwrap();
    FormsView { forms: sample_forms().unwrap(), notice: Some(notice) }
}

pub(crate) fn key(text: &str) -> AnswerKey {
    text.parse().unwrap()
}

pub(crate) fn declaration(n: u128) -> DeclarationId {
    DeclarationId(Uuid::from_u128(n))
}

pub(crate) fn kept(id: DeclarationId) -> FormNews {
    FormNews::Kept(KeptDeclaration {
        id,
        code: "40718265".to_owned(),
        expires_at: "2026-11-22T00:00:00+07:00".parse().unwrap(),
        erase_on: today(),
    })
}

/// A session with a clock that moves on before each input, so that nothing is a double tap.
pub(crate) struct Visit {
    pub(crate) session: Session,
    pub(crate) now: Duration,
    /// What a person would answer, by question; anything else is answered with something that fits.
    pub(crate) says: BTreeMap<&'static str, &'static str>,
    /// The questions that were asked, in order.
    pub(crate) asked: Vec<String>,
}

impl Visit {
    pub(crate) fn on_procedure(service: &str, procedure: &str) -> Self {
        let catalog = CatalogView::new(&shared::catalog::ward().unwrap(), true);
        let mut visit = Self {
            session: Session::new(Language::Vi, true, Duration::ZERO),
            now: Duration::ZERO,
            says: BTreeMap::new(),
            asked: Vec::new(),
        };
        visit.does(Input::CatalogArrived(Arc::new(catalog)));
        visit.does(Input::Form(FormNews::Forms(Arc::new(forms()))));
        visit.does(Input::Start);
        visit.does(Input::ChooseService(ServiceId::from(service)));
        visit.does(Input::ChooseProcedure(ProcedureId::from(procedure)));
        visit
    }

    pub(crate) fn in_form(service: &str, procedure: &str) -> Self {
        let mut visit = Self::on_procedure(service, procedure);
        assert!(visit.session.form_for(&ProcedureId::from(procedure)).is_some());
        visit.fills(FillInput::Open(ProcedureId::from(procedure)));
        assert_eq!(visit.session.screen(), Screen::Fill(FillScreen::Notice));
        visit.fills(FillInput::Agree { id: declaration(7), today: today() });
        visit
    }

    pub(crate) fn birth() -> Self {
        Self::in_form("civil-status", "birth-registration")
    }

    pub(crate) fn does(&mut self, input: Input) -> Vec<Effect> {
        self.now += Duration::from_secs(1);
        self.session.handle(input, self.now)
    }

    pub(crate) fn fills(&mut self, input: FillInput) -> Vec<Effect> {
        self.does(Input::Fill(input))
    }

    pub(crate) fn types(&mut self, part: usize, text: &str) {
        self.fills(FillInput::Typed { part, text: Secret::from(text) });
    }

    pub(crate) fn at(&self) -> String {
        let view = self.session.filling().unwrap().question();
        view.map(|view| view.key.to_string()).unwrap_or_default()
    }

    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.session.filling().unwrap().trouble().cloned()
    }

    pub(crate) fn scans(&mut self, text: &str) {
        let scanned = Scanned::text(Zeroizing::new(text.to_owned()));
        self.fills(FillInput::Scanned(scanned));
    }

    /// Answers the question on the screen.
    pub(crate) fn answers(&mut self) {
        let (asked, name, options) = {
            let view = self.session.filling().unwrap().question().unwrap();
            let options: Vec<String> =
                view.question.options().iter().map(|option| option.id.clone()).collect();
            (view.asked, view.key.question.to_string(), options)
        };
        self.asked.push(self.at());
        let said = self.says.get(name.as_str()).copied();
        match asked {
            Asked::Text => self.types(0, said.unwrap_or("Một câu trả lời")),
            Asked::Name => self.types(0, said.unwrap_or("Trần Thị Bình")),
            Asked::Email => self.types(0, said.unwrap_or("binh@vidu.vn")),
            Asked::Phone => self.types(0, said.unwrap_or("0912345678")),
            Asked::PersonalId => self.types(0, said.unwrap_or("001190012345")),
            Asked::Number | Asked::Money => self.types(0, said.unwrap_or("2")),
            Asked::Date => {
                let date = said.unwrap_or("05/03/1990");
                for (part, text) in date.split('/').enumerate() {
                    self.types(part, text);
                }
            }
            Asked::Time => {
                self.types(0, "8");
                self.types(1, "30");
            }
            Asked::Choice => {
                self.fills(FillInput::Choose(said.map_or(options[0].clone(), str::to_owned)));
                return;
            }
            Asked::YesNo => {
                self.fills(FillInput::Yes(said != Some("no")));
                return;
            }
            Asked::Province => {
                self.fills(FillInput::Choose("01".to_owned()));
                return;
            }
            Asked::Ward => {
                let row = self.session.filling().unwrap().rows(self.session.look()).rows[0].clone();
                self.fills(FillInput::Choose(row.id));
                return;
            }
            Asked::Line => self.types(0, said.unwrap_or("Số 1 Hàng Phèn")),
            Asked::Note => {}
        }
        self.fills(FillInput::Next);
    }

    /// Answers everything up to the list of answers.
    pub(crate) fn answers_all(&mut self) {
        for _ in 0..300 {
            match self.session.screen() {
                Screen::Fill(FillScreen::Question) => {
                    let before = (self.at(), self.session.filling().unwrap().draft().part());
                    self.answers();
                    let after = self.session.filling().unwrap();
                    assert!(
                        self.session.screen() != Screen::Fill(FillScreen::Question)
                            || (self.at(), after.draft().part()) != before,
                        "{} is not left: {:?}",
                        before.0,
                        after.trouble()
                    );
                }
                _ => return,
            }
        }
        panic!("the form does not end");
    }

    pub(crate) fn reads_all(&mut self) {
        while !self.session.filling().unwrap().review(self.session.look()).reviewed {
            self.fills(FillInput::PageNext);
        }
    }

    /// The words of one line of the list of answers.
    pub(crate) fn line(&mut self, wanted: &str) -> String {
        let pages = self.session.filling().unwrap().review(self.session.look()).pages;
        for _ in 0..pages {
            self.fills(FillInput::PagePrevious);
        }
        for _ in 0..pages {
            let page = self.session.filling().unwrap().review(self.session.look());
            if let Some(row) = page.rows.iter().find(|row| row.key == key(wanted)) {
                return row.words.clone();
            }
            self.fills(FillInput::PageNext);
        }
        panic!("{wanted} is not in the list");
    }

    pub(crate) fn sends(&mut self) -> DeclarationRequest {
        self.reads_all();
        let effects = self.fills(FillInput::Send);
        assert_eq!(self.session.screen(), Screen::Fill(FillScreen::Keeping));
        match &effects[..] {
            [Effect::Fill(FillEffect::Keep { id, request, .. })] if *id == declaration(7) => {
                request.clone()
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn wish(effects: &[Effect]) -> IssueTicketRequest {
    match effects {
        [Effect::RequestTicket { request, .. }] => request.clone(),
        other => panic!("{other:?}"),
    }
}
