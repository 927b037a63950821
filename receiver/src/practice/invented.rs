//! The invented reports, and what was done about each.

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::Deserialize;
use serde_json::{Map, Value};
use shared::report::{Report, ReportId, UntrustedReport};

use super::PracticeError;

/// The reports, their ages, and the acts on them.
const REPORTS: &str = include_str!("reports.json");

/// A report that nobody sent, and what happened to it at the practice desk.
pub(super) struct Invented {
    pub(super) report: Report,
    /// Days between its arrival and the present.
    pub(super) days_ago: u64,
    /// What was done, in order: `take`, a hand-off (`police`, `notice`), or a step of its items; ` by NAME`
    /// if it was not the first analyst.
    pub(super) acts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    days_ago: u64,
    /// A report without its id.
    report: Map<String, Value>,
    acts: Vec<String>,
}

/// All invented reports, with new ids.
pub(super) fn all() -> Result<Vec<Invented>, PracticeError> {
    let written: Vec<Written> = serde_json::from_str(REPORTS)?;
    written.into_iter().map(Written::read).collect()
}

impl Written {
    fn read(mut self) -> Result<Invented, PracticeError> {
        let id = ReportId::random(&mut UnwrapErr(SysRng));
        self.report
            .insert("id".to_owned(), serde_json::to_value(id)?);
        let report: UntrustedReport = serde_json::from_value(self.report.into())?;
        Ok(Invented {
            report: Report::try_from(report)?,
            days_ago: self.days_ago,
            acts: self.acts,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::report::Category;

    use super::*;

    #[test]
    fn every_category_and_every_kind_of_location_is_there() {
        let reports = all().unwrap();
        let categories: BTreeSet<_> = reports.iter().map(|it| it.report.category).collect();
        assert_eq!(categories, Category::ALL.iter().copied().collect());
        let schema = shared::report::json_schema();
        let kinds = schema.as_value()["$defs"]["Location"]["oneOf"]
            .as_array()
            .unwrap();
        let kinds = kinds
            .iter()
            .map(|kind| kind["properties"]["type"]["const"].as_str().unwrap());
        let locations = reports.iter().flat_map(|it| &it.report.locations);
        let there: BTreeSet<_> = locations
            .map(|it| {
                serde_json::to_value(it).unwrap()["type"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(there, kinds.map(str::to_owned).collect());
    }

    #[test]
    fn nothing_leads_to_a_place_that_exists() {
        // Names that nobody can register (RFC 2606, RFC 6761), and an onion address without a key.
        for text in all()
            .unwrap()
            .iter()
            .map(|it| serde_json::to_string(&*it.report).unwrap())
        {
            for host in text
                .split("://")
                .skip(1)
                .map(|rest| rest.split(['/', '"', '\\']).next().unwrap())
            {
                let is_reserved = host.ends_with(".example") || host.ends_with(".onion");
                assert!(is_reserved, "{host}");
            }
        }
    }
}
