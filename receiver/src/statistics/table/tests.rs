use model::case::Facts;

use super::*;

const JANUARY: u32 = 2027 * 12;

fn facts(month: u32) -> Facts {
    Facts {
        month: Month(month),
        category: Category::Csam,
        language: "en".to_owned(),
        partner: None,
        outcome: None,
        country: None,
        site_type: None,
        waited: Waited::Hours,
        origin: None,
    }
}

fn known() -> KnownValues {
    let set = |name: &str| [name.to_owned()].into();
    KnownValues {
        languages: set("en"),
        partners: set("school"),
    }
}

fn counted(facts: &[(Facts, u64)]) -> Statistics {
    let tallied: Vec<Tallied> = facts.iter().flat_map(tallied).collect();
    Statistics::of("Example", &tallied, JANUARY..=JANUARY + 2, &known())
}

/// The numbers that a store keeps of so many cases with these facts.
fn tallied((facts, cases): &(Facts, u64)) -> Vec<Tallied> {
    let text = |value: &str| Some(value.to_owned());
    let mut all = vec![
        ("category", text(facts.category.name())),
        ("language", text(&facts.language)),
        ("partner", facts.partner.clone()),
        ("outcome", facts.outcome.and_then(|it| text(it.name()))),
        ("waited", text(facts.waited.name())),
    ];
    if facts.outcome == Some(Outcome::AssessedIllegal) {
        all.push(("country", facts.country.clone()));
        all.push(("site_type", facts.site_type.and_then(|it| text(it.name()))));
    }
    let tallied = |(fact, value): (&str, Option<String>)| Tallied {
        month: facts.month,
        fact: fact.to_owned(),
        value,
        cases: *cases,
    };
    all.into_iter().map(tallied).collect()
}

fn row<'a>(statistics: &'a Statistics, by: Dimension, value: &str) -> &'a Counts {
    let table = statistics.tables.iter().find(|table| table.by == by);
    let mut rows = table.unwrap().rows.iter();
    &rows.find(|row| row.value == value).unwrap().counts
}

#[test]
fn reports_are_counted_by_month_and_by_each_fact() {
    let later = Facts {
        category: Category::Grooming,
        outcome: Some(Outcome::AssessedIllegal),
        country: Some("NL".to_owned()),
        ..facts(JANUARY + 2)
    };
    let statistics = counted(&[(facts(JANUARY), 7), (later, 9), (facts(JANUARY - 1), 50)]);
    assert_eq!(statistics.months, ["2027-01", "2027-02", "2027-03"]);
    let first = [Some(7), Some(0), Some(0)];
    let last = [Some(0), Some(0), Some(9)];
    assert_eq!(statistics.reports.by_month, [Some(7), Some(0), Some(9)]);
    assert_eq!(
        (statistics.reports.at_least, statistics.reports.at_most),
        (16, 16)
    );
    for (by, value, months) in [
        (Dimension::Category, "csam", first),
        (Dimension::Category, "grooming", last),
        (Dimension::Category, "sextortion", [Some(0); 3]),
        (Dimension::Outcome, "assessed_illegal", last),
        (Dimension::Outcome, NONE, first),
        (Dimension::Country, "NL", last),
        (Dimension::Waited, "hours", [Some(7), Some(0), Some(9)]),
    ] {
        assert_eq!(
            row(&statistics, by, value).by_month,
            months,
            "{by:?} {value}"
        );
    }
}

#[test]
fn what_a_browser_makes_up_is_never_shown() {
    let made_up = Facts {
        language: "en-x-look".to_owned(),
        partner: Some("look-at-me".to_owned()),
        country: Some("<b>".to_owned()),
        outcome: Some(Outcome::AssessedIllegal),
        ..facts(JANUARY)
    };
    let of_school = Facts {
        partner: Some("school".to_owned()),
        ..facts(JANUARY)
    };
    let statistics = counted(&[(made_up, 100), (of_school, 10)]);
    let json = serde_json::to_string(&statistics).unwrap();
    assert!(!json.contains("look") && !json.contains("<b>"), "{json}");
    let first = |by, value| row(&statistics, by, value).by_month[0];
    assert_eq!(first(Dimension::Partner, OTHER), Some(100));
    assert_eq!(first(Dimension::Partner, "school"), Some(10));
    assert_eq!(first(Dimension::Language, OTHER), Some(100));
    assert_eq!(first(Dimension::Country, OTHER), Some(100));
}

#[test]
fn a_month_with_few_reports_shows_in_no_table_and_names_no_value() {
    let few = Facts {
        country: Some("NL".to_owned()),
        ..facts(JANUARY)
    };
    let statistics = counted(&[(few, 4)]);
    assert_eq!(statistics.reports.by_month, [None, Some(0), Some(0)]);
    assert_eq!(
        (statistics.reports.at_least, statistics.reports.at_most),
        (1, 4)
    );
    for table in &statistics.tables {
        for row in &table.rows {
            assert_eq!(row.counts.by_month[0], None, "{:?} {}", table.by, row.value);
        }
    }
    assert!(!serde_json::to_string(&statistics).unwrap().contains("NL"));
}

#[test]
fn where_it_is_hosted_is_hidden_with_how_much_is_illegal() {
    let of = |outcome, country: Option<&str>, count| {
        let country = country.map(str::to_owned);
        let facts = Facts {
            outcome: Some(outcome),
            country,
            ..facts(JANUARY)
        };
        (facts, count)
    };
    let statistics = counted(&[
        of(Outcome::AssessedIllegal, Some("NL"), 8),
        of(Outcome::NotIllegal, Some("NL"), 3),
        of(Outcome::Spam, None, 9),
    ]);
    let first = |by, value| row(&statistics, by, value).by_month[0];
    assert_eq!(
        first(Dimension::Outcome, "assessed_illegal"),
        None,
        "hides 3 not illegal"
    );
    let countries = statistics
        .tables
        .iter()
        .find(|table| table.by == Dimension::Country);
    assert_eq!(countries.unwrap().rows, [], "8 would give it away");
}

#[test]
fn a_month_is_the_same_whatever_stands_next_to_it() {
    let some = |category, month, count| {
        (
            Facts {
                category,
                ..facts(month)
            },
            count,
        )
    };
    let mut all = vec![
        some(Category::Csam, JANUARY, 8),
        some(Category::Grooming, JANUARY, 3),
    ];
    let alone = counted(&all);
    all.push(some(Category::Grooming, JANUARY + 1, 30));
    let together = counted(&all);
    for value in ["csam", "grooming"] {
        let first = |statistics| row(statistics, Dimension::Category, value).by_month[0];
        assert_eq!(first(&alone), None);
        assert_eq!(first(&alone), first(&together));
    }
    // The sums of the period reveal no more than its months.
    let grooming = row(&together, Dimension::Category, "grooming");
    assert_eq!((grooming.at_least, grooming.at_most), (30, 41));
}

#[test]
fn the_json_reads_back_as_it_was() {
    let statistics = counted(&[(facts(JANUARY), 7)]);
    let json = serde_json::to_string(&statistics).unwrap();
    assert_eq!(
        serde_json::from_str::<Statistics>(&json).unwrap(),
        statistics
    );
}
