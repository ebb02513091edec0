//! The sample center `ward`: a commune center whose data stands in `data/ward/`.

use serde::Deserialize;

use super::{Catalog, Procedure, Tip};
use crate::strict::strictly;

const CENTER: &str = include_str!("../../data/ward/center.toml");
const PROCEDURES: &str = include_str!("../../data/ward/procedures.toml");
const TIPS: &str = include_str!("../../data/ward/tips.toml");

#[derive(Deserialize)]
struct ProcedureList {
    procedures: Vec<Procedure>,
}

#[derive(Deserialize)]
struct TipList {
    tips: Vec<Tip>,
}

/// The sample center: 6 services, 8 desks, 25 procedures, open day and night.
///
/// # Errors
/// When the data compiled into the program cannot be read; the tests hold that it can.
pub fn ward() -> Result<Catalog, toml::de::Error> {
    let mut table: toml::Table = toml::from_str(CENTER)?;
    table.insert("procedures".to_owned(), toml::Value::Array(Vec::new()));
    table.insert("tips".to_owned(), toml::Value::Array(Vec::new()));
    let mut catalog: Catalog = strictly(table)?;
    catalog.procedures =
        strictly::<ProcedureList, _>(toml::Deserializer::parse(PROCEDURES)?)?.procedures;
    catalog.tips = strictly::<TipList, _>(toml::Deserializer::parse(TIPS)?)?.tips;
    Ok(catalog)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ward;
    use crate::catalog::{FeeAmount, TimeSpan};

    #[test]
    fn the_sample_center_has_what_it_promises() {
        let catalog = ward().expect("the sample data can be read");
        assert_eq!(catalog.problems(), vec![]);
        assert_eq!(catalog.services.len(), 6);
        assert_eq!(catalog.desks.len(), 8);
        assert_eq!(catalog.procedures.len(), 25);
        assert!(catalog.tips.len() >= 12, "{} tips", catalog.tips.len());
        for service in &catalog.services {
            assert_eq!((service.range_first, service.range_last), (1, 9999));
            assert_eq!(service.number(7).as_str(), format!("{}007", service.prefix));
            assert!(catalog.desks.iter().any(|desk| desk.services.contains(&service.id)));
        }
        for minute in [0, 719, 1439] {
            let midnight = chrono::DateTime::from_timestamp(1_790_000_000 / 86_400 * 86_400, 0);
            let moment = midnight.expect("a time") + chrono::Duration::minutes(minute);
            assert!(catalog.is_open(moment));
        }
    }

    #[test]
    fn every_procedure_says_what_to_bring_in_both_languages() {
        let catalog = ward().expect("the sample data can be read");
        let mut names = BTreeSet::new();
        for procedure in &catalog.procedures {
            assert!(!procedure.documents.is_empty(), "{}", procedure.id);
            assert!(!procedure.about.vi.is_empty() && !procedure.about.en.is_empty());
            assert!(names.insert(&procedure.name.vi), "{} stands twice", procedure.name.vi);
            for document in &procedure.documents {
                assert!(!document.name.vi.is_empty() && !document.name.en.is_empty());
            }
            if procedure.fee.amount == FeeAmount::AskDesk {
                assert!(!procedure.fee.check_before_use, "nothing to check: {}", procedure.id);
            }
            if let TimeSpan::WorkingDays { days_min, days_max }
            | TimeSpan::CalendarDays { days_min, days_max } = procedure.time_limit.span
            {
                assert!(days_min <= days_max, "{}", procedure.id);
            }
        }
    }
}
