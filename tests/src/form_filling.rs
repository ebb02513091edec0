//! A citizen who fills in a form at the kiosk: reads which question is asked and answers it by touch.

use std::time::Duration;

use anyhow::{Context, bail};
use shared::form::{Form, Question};
use shared::text::Language as Spoken;

use crate::patience::{SOON, until};
use crate::screen::Element;
use crate::screen_keys::ScreenKeys;
use crate::window::Window;
use crate::words::{self, Language};

/// More screens than any form has.
const SCREENS_MAX: usize = 80;
/// More pages than any list of options has.
const PAGES_MAX: usize = 12;
/// How long a row is looked for before the next page is turned to.
const GLANCE: Duration = Duration::from_millis(700);

/// What a citizen answers.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    /// The option with that id.
    Option(&'a str),
    /// Yes or no.
    Yes(bool),
    /// What the keys are, and what stands in the field then.
    Keys {
        /// One key a sign, marks in Telex.
        typed: &'a str,
        /// What is read in the field.
        reads: &'a str,
    },
    /// Two digits, two digits, four digits.
    Date(&'a str),
    /// An address: the province as it is called, letters that find the ward, the ward, the keys of the line.
    Place {
        /// As it is called.
        province: &'a str,
        /// Letters that find the ward.
        find: &'a str,
        /// How the ward's name ends.
        ward: &'a str,
        /// The keys of house and street.
        line: &'a str,
    },
}

/// Somebody with a form in front of them.
pub struct Applicant<'a> {
    window: &'a Window<'a>,
    form: Form,
    language: Language,
    answers: Vec<(&'a str, Given<'a>)>,
}

impl<'a> Applicant<'a> {
    /// Somebody who will answer so, by the ids of the questions. `definition` is the file of the form.
    ///
    /// # Errors
    /// When the definition is wrong.
    pub fn new(
        window: &'a Window<'a>,
        definition: &str,
        language: Language,
        answers: &[(&'a str, Given<'a>)],
    ) -> anyhow::Result<Self> {
        let form = Form::from_toml(definition).map_err(|problems| {
            let sentences = problems.into_iter().map(|problem| format!("{problem:?}"));
            anyhow::anyhow!(sentences.collect::<Vec<_>>().join("\n"))
        })?;
        Ok(Self { window, form, language, answers: answers.to_vec() })
    }

    /// What a question is called in the list of answers.
    ///
    /// # Errors
    /// When the form has no such question.
    pub fn short(&self, question: &str) -> anyhow::Result<&str> {
        let question = self.form.question(question).context("no such question")?;
        Ok(question.short.get(self.spoken()))
    }

    /// The question on the screen; none on the list of answers.
    ///
    /// # Errors
    /// When neither comes.
    pub async fn asked(&self) -> anyhow::Result<Option<&Question>> {
        let review = self.word("Please check your answers")?;
        until("a question or the answers", SOON, async || {
            let elements = self.window.screen.elements().await?;
            if elements.iter().any(|it| it.label.contains(&review)) {
                return Ok(Some(None));
            }
            Ok(self.question_on(&elements)?.map(Some))
        })
        .await
        .with_context(|| format!("of the form {}", self.form.id))
    }

    fn question_on(&self, elements: &[Element]) -> anyhow::Result<Option<&Question>> {
        let province = self.word("{} Province or city")?;
        let questions = self.form.sections.iter().flat_map(|section| &section.questions);
        let asked = |question: &&Question| {
            let label = question.label.get(self.spoken());
            let as_address = province.replacen("{}", label, 1);
            elements
                .iter()
                .any(|it| it.role == "Text" && (it.label == label || it.label == as_address))
        };
        Ok(questions.filter(|question| question.is_asked()).find(asked))
    }

    /// Answers until a question stands there that is not to be answered yet, or the list of answers.
    ///
    /// # Errors
    /// When a question has no answer or its screen does not take it.
    pub async fn fill_until(&self, stop: Option<&str>) -> anyhow::Result<()> {
        let mut last = None;
        for _ in 0..SCREENS_MAX {
            let Some(question) = self.asked().await? else { return Ok(()) };
            let id = question.id.to_string();
            if stop == Some(id.as_str()) {
                return Ok(());
            }
            if last.as_ref() == Some(&id) {
                bail!("the answer to {id} was not taken");
            }
            self.answer(question).await.with_context(|| format!("the question {id}"))?;
            last = Some(id);
        }
        bail!("the form does not end")
    }

    async fn answer(&self, question: &Question) -> anyhow::Result<()> {
        let given = self.answers.iter().find(|(id, _)| *id == question.id.to_string());
        let (_, given) = given.context("nobody said what to answer")?;
        let label = question.label.get(self.spoken()).to_owned();
        match given {
            Given::Option(id) => {
                let option = question.options().iter().find(|option| option.id == *id);
                let option = option.context("no such option")?;
                self.choose(option.label.get(self.spoken())).await?;
            }
            Given::Yes(yes) => self.tap(if *yes { "Yes" } else { "No" }).await?,
            Given::Keys { typed, reads } => {
                self.type_in(typed).await?;
                self.stands(&label, reads).await?;
                self.tap("Continue").await?;
            }
            Given::Date(digits) => {
                self.type_in(digits).await?;
                self.tap("Continue").await?;
            }
            Given::Place { province, find, ward, line } => {
                self.choose(province).await?;
                self.reads("{} Commune or ward", &label).await?;
                self.type_in(find).await?;
                self.choose(ward).await?;
                self.reads("{} House number and street", &label).await?;
                self.type_in(line).await?;
                self.tap("Continue").await?;
            }
        }
        self.leaves(&label).await
    }

    /// Waits until the question does not stand there any more.
    async fn leaves(&self, label: &str) -> anyhow::Result<()> {
        until("the next question", SOON, async || {
            let elements = self.window.screen.elements().await?;
            let stays = elements.iter().any(|it| it.label.starts_with(label));
            Ok((!stays).then_some(()))
        })
        .await
    }

    async fn reads(&self, english: &str, label: &str) -> anyhow::Result<()> {
        let text = words::kiosk(self.language, english, &[label])?;
        self.window.screen.text(&text, SOON).await.map(drop)
    }

    /// Taps the row whose name ends so, on whichever page of the list it is.
    async fn choose(&self, name: &str) -> anyhow::Result<()> {
        let is_row = |it: &Element| it.role == "Button" && it.label.ends_with(name);
        for _ in 0..PAGES_MAX {
            if let Ok(row) = self.window.screen.find(name, GLANCE, is_row).await {
                return self.window.tap(&row.label).await;
            }
            self.tap("Next page").await?;
        }
        bail!("no page has {name}")
    }

    /// Types with the keys on the screen.
    ///
    /// # Errors
    /// When a key is missing.
    pub async fn type_in(&self, keys: &str) -> anyhow::Result<()> {
        // The keys of a question come with it.
        let first = keys.trim_start().chars().next().map(|sign| sign.to_lowercase().to_string());
        let first = first.unwrap_or_default();
        self.window
            .screen
            .find("the keys", SOON, |it| it.role == "Button" && it.label.to_lowercase() == first)
            .await?;
        ScreenKeys::look(self.window, self.language).await?.type_in(keys).await
    }

    /// Waits until this stands in the field with that name.
    ///
    /// # Errors
    /// When something else does.
    pub async fn stands(&self, label: &str, text: &str) -> anyhow::Result<()> {
        let is_it = |it: &Element| it.role == "TextInput" && it.label == label && it.value == text;
        self.window.screen.find(&format!("{text} in the field"), SOON, is_it).await.map(drop)
    }

    /// Taps the button that says this in English.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn tap(&self, english: &str) -> anyhow::Result<()> {
        self.window.tap(&self.word(english)?).await
    }

    /// Taps a button with a small name of its own in the list of answers, such as "Change: Sex", on whichever page.
    ///
    /// # Errors
    /// When no page has it.
    pub async fn tap_answer(&self, english: &str, short: &str) -> anyhow::Result<()> {
        let label = format!("{}: {short}", self.word(english)?);
        for _ in 0..PAGES_MAX {
            if self.window.screen.button(&label, GLANCE).await.is_ok() {
                return self.window.tap(&label).await;
            }
            self.tap("Next page").await?;
        }
        bail!("no page has \"{label}\"")
    }

    /// Looks at every page of the answers, to the one that sends them.
    ///
    /// # Errors
    /// When there is no such page.
    pub async fn read_all_answers(&self) -> anyhow::Result<()> {
        let send = self.word("Finish and send")?;
        for _ in 0..PAGES_MAX {
            if self.window.screen.button(&send, GLANCE).await.is_ok() {
                return Ok(());
            }
            self.tap("Next page").await?;
        }
        bail!("the answers do not end")
    }

    fn word(&self, english: &str) -> anyhow::Result<String> {
        words::kiosk(self.language, english, &[])
    }

    fn spoken(&self) -> Spoken {
        match self.language {
            Language::Vi => Spoken::Vi,
            Language::En => Spoken::En,
        }
    }
}
