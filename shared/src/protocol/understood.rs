//! Lists of which a device shows what it understands.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// Reads a list and leaves out what only a newer program understands: a device that is updated after its server
/// shows less for a while, and does not stop.
///
/// # Errors
/// When it is no list.
pub(super) fn understood<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: DeserializeOwned,
    D: Deserializer<'de>,
{
    let entries = Vec::<serde_json::Value>::deserialize(deserializer)?;
    Ok(entries.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::catalog::ward;
    use crate::form::Form;
    use crate::protocol::{CatalogView, FormsView};

    #[test]
    fn what_only_a_newer_program_understands_is_left_out_and_the_rest_stays() {
        let catalog = ward().expect("the sample data can be read");
        let view = CatalogView::new(&catalog, true);
        let mut newer = serde_json::to_value(&view).expect("written");
        assert_eq!(serde_json::from_value::<CatalogView>(newer.clone()).expect("read"), view);

        newer["lounge"] = json!("a field of a later version");
        newer["tips"][1]["kind"] = json!("hologram");
        newer["procedures"][2]["fee"]["amount"]["kind"] = json!("by_weight");
        newer["services"][0]["icon"] = json!("robot");
        let read: CatalogView = serde_json::from_value(newer).expect("the rest can be read");
        let mut expected = view;
        expected.tips.remove(1);
        expected.procedures.remove(2);
        expected.services.remove(0);
        assert_eq!(read, expected);
    }

    #[test]
    fn a_form_with_a_question_of_a_later_kind_is_left_out_alone() {
        let form = include_str!("../../tests/form_world/household.toml");
        let form = Form::from_toml(form).expect("a form");
        let mut newer = serde_json::to_value(&form).expect("written");
        newer["sections"][0]["questions"][0]["asked_by"] = json!("a later version");
        let sent = json!({"forms": [newer, form], "notice": null});
        let read: FormsView = serde_json::from_value(sent).expect("the rest can be read");
        assert_eq!(read, FormsView { forms: vec![form], notice: None });
    }
}
