use super::*;

/// A crate with three floors.
const HOUSE: Crate = Crate {
    folder: "house",
    floors: &[
        &["clock", "files"],
        &["store", "keys"],
        &["web::parts"],
        &["web"],
    ],
};

/// The violations if these files are in the crate, with an empty file for each floor.
fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    let empty = [
        "lib.rs",
        "clock.rs",
        "files.rs",
        "store.rs",
        "keys.rs",
        "web.rs",
        "web/parts.rs",
    ];
    let mut sources: BTreeMap<_, _> = empty.map(|file| (file, "")).into();
    sources.extend(files.iter().copied());
    let sources = sources
        .into_iter()
        .map(|(file, text)| (file.to_owned(), text.to_owned()));
    violations(&HOUSE, &sources.collect::<Vec<_>>()).unwrap()
}

/// The message about an import, as it is printed.
fn line(file: &str, imported: &str, relation: &str) -> String {
    format!("house/src/{file} imports {imported} (floor {relation})")
}

const ABOVE: &str = "\"web\" is above floor \"store\"";

#[test]
fn what_looks_down_or_inside_is_fine() {
    let files = [
        ("lib.rs", "pub mod web; pub use web::Page;"),
        (
            "clock.rs",
            "use std::time::Duration; use serde::de; pub struct Now;",
        ),
        (
            "store.rs",
            "mod sql; use crate::clock::Now; use self::sql::Row; pub struct Store;",
        ),
        (
            "store/sql.rs",
            "use super::Store; pub struct Row; mod tests { use super::*; }",
        ),
        (
            "web.rs",
            "use crate::{clock, store::Store}; fn f() { clock::g(); parts::h() }",
        ),
        (
            "web/parts.rs",
            "pub(in crate::web) fn h() {} /// See [`crate::web`].\nfn k() {}",
        ),
    ];
    assert_eq!(wrong(&files), [""; 0]);
}

#[test]
fn an_upward_import_fails_in_every_spelling() {
    for text in [
        "use crate::web::Page;",
        "use crate::{clock, web::{self}};",
        "use super::web::*;",
        "fn f() { crate::web::g(); }",
        "fn f(page: &[crate::web::Page]) {}",
        "fn f() { println!(\"{}\", [crate::web::g()]); }",
        "#[serde(with = \"crate::web::texts\")] struct A;",
        "mod inner { fn f() { super::super::web::g() } }",
        "mod inner { use super::*; fn f() { page::g() } } use crate::web as page;",
        "#[cfg(test)] mod tests { use crate::web::Page; }",
    ] {
        let expected = line("store.rs", "crate::web", ABOVE);
        assert_eq!(wrong(&[("store.rs", text)]), [expected], "{text}");
    }
}

#[test]
fn every_import_is_named_and_not_only_the_first() {
    let found = wrong(&[
        ("clock.rs", "use crate::{store::A, web::B};"),
        ("files.rs", "use crate::web::B;"),
    ]);
    let expected = [
        line(
            "clock.rs",
            "crate::store",
            "\"store\" is above floor \"clock\"",
        ),
        line("clock.rs", "crate::web", "\"web\" is above floor \"clock\""),
        line("files.rs", "crate::web", "\"web\" is above floor \"files\""),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_sideways_import_fails() {
    let found = wrong(&[("keys.rs", "use crate::store::A;")]);
    let relation = "\"store\" is beside floor \"keys\"";
    assert_eq!(found, [line("keys.rs", "crate::store", relation)]);
}

#[test]
fn a_part_with_a_floor_of_its_own_does_not_look_up_to_the_whole() {
    let found = wrong(&[
        ("web/parts.rs", "use super::Page;"),
        ("web.rs", "pub struct Page;"),
    ]);
    let relation = "\"web\" is above floor \"web::parts\"";
    assert_eq!(found, [line("web/parts.rs", "crate::web", relation)]);
}

#[test]
fn super_that_leaves_the_module_is_followed() {
    let found = wrong(&[("store/sql.rs", "use super::super::web::Page;")]);
    assert_eq!(found, [line("store/sql.rs", "crate::web", ABOVE)]);
}

#[test]
fn a_re_export_does_not_hide_it() {
    let page = ("web.rs", "pub struct Page;");
    let expected = line("store.rs", "crate::web", ABOVE);
    for (facade, text) in [
        ("pub use web::Page;", "use crate::Page;"),
        ("pub use crate::web::*;", "fn f() { crate::Page::new() }"),
        ("use crate::web::Page as Sheet;", "use super::Sheet;"),
    ] {
        let found = wrong(&[page, ("lib.rs", facade), ("store.rs", text)]);
        assert_eq!(found, std::slice::from_ref(&expected), "{facade} {text}");
    }
    let found = wrong(&[
        page,
        ("clock.rs", "pub use crate::web::Page;"),
        ("store.rs", "use crate::clock::Page;"),
    ]);
    let own = line("clock.rs", "crate::web", "\"web\" is above floor \"clock\"");
    assert_eq!(found, [own, expected]);
}

#[test]
fn what_the_root_defines_is_above_all() {
    let found = wrong(&[
        ("lib.rs", "pub struct Failure;"),
        ("store.rs", "use crate::Failure;"),
    ]);
    let relation = "\"crate\" is above floor \"store\"";
    assert_eq!(found, [line("store.rs", "crate", relation)]);
}

#[test]
fn a_circle_is_named_file_by_file() {
    let found = wrong(&[
        ("store.rs", "use crate::keys::ratchet::A;"),
        ("keys.rs", "mod ratchet; use crate::store::B;"),
        ("keys/ratchet.rs", "use super::C;"),
    ]);
    let circle = "files import each other in a circle: house/src/keys.rs → house/src/store.rs → \
                  house/src/keys/ratchet.rs → house/src/keys.rs";
    assert_eq!(found[0], circle);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn a_circle_inside_of_a_module_is_its_own_affair() {
    let files = [
        ("store.rs", "mod sql; use self::sql::Row; pub struct Store;"),
        ("store/sql.rs", "use super::Store; pub struct Row;"),
    ];
    assert_eq!(wrong(&files), [""; 0]);
}

#[test]
fn a_module_without_a_floor_is_named_and_so_is_a_floor_without_a_module() {
    let found = wrong(&[("attic.rs", ""), ("attic/box.rs", "use crate::web::Page;")]);
    let expected = "house/src/attic.rs: crate::attic has no floor yet: give it one in \
                    xtask/src/floors.rs";
    assert_eq!(found, [expected]);
    let house = Crate {
        folder: "house",
        floors: &[&["clock"]],
    };
    let found = violations(&house, &[("lib.rs".to_owned(), String::new())]).unwrap();
    assert_eq!(
        found,
        ["house: xtask/src/floors.rs names clock, which is no module"]
    );
}

#[test]
fn programs_stand_on_top() {
    let program = ("bin/tool/main.rs", "mod web; use house::web::Page;");
    assert_eq!(wrong(&[program]), [""; 0]);
}

#[test]
fn names_that_stand_for_each_other_end() {
    let found = wrong(&[
        ("clock.rs", "pub use crate::files::A;"),
        ("files.rs", "pub use crate::clock::A;"),
    ]);
    assert!(
        found.iter().any(|line| line.contains("in a circle")),
        "{found:?}"
    );
}
