use super::*;

fn host() -> Recipient {
    Recipient {
        name: "Example Host".to_owned(),
        kind: RecipientKind::Host,
        way: Way::Mail,
        mail: Some("abuse@host.example".to_owned()),
        country: Some("NL".to_owned()),
        domains: vec!["host.example".to_owned()],
        note: "by day\nonly".to_owned(),
    }
}

fn with(change: impl FnOnce(&mut Recipient)) -> Result<Recipient, WrongRecipient> {
    let mut recipient = host();
    change(&mut recipient);
    recipient.checked()
}

#[test]
fn each_error_names_its_field() {
    type Wrong = fn(&mut Recipient);
    assert_eq!(with(|_| ()), Ok(host()));
    let wrong: [(Wrong, WrongRecipient); 18] = [
        (|host| host.name.clear(), WrongRecipient::Name),
        (|host| host.name = " a".to_owned(), WrongRecipient::Name),
        (|host| host.name = "a\nb".to_owned(), WrongRecipient::Name),
        (
            |host| host.name = "a\u{202e}b".to_owned(),
            WrongRecipient::Name,
        ),
        (|host| host.name = "ä".repeat(101), WrongRecipient::Name),
        (|host| host.mail = None, WrongRecipient::Mail),
        (
            |host| host.mail = Some("a".repeat(255)),
            WrongRecipient::Mail,
        ),
        (
            |host| host.country = Some("nl".to_owned()),
            WrongRecipient::Country,
        ),
        (
            |host| host.country = Some("NLD".to_owned()),
            WrongRecipient::Country,
        ),
        (
            |host| host.domains = domains("example"),
            WrongRecipient::Domains,
        ),
        (
            |host| host.domains = domains("192.0.2.1"),
            WrongRecipient::Domains,
        ),
        (
            |host| host.domains = domains("a..example"),
            WrongRecipient::Domains,
        ),
        (
            |host| host.domains = domains("host.example."),
            WrongRecipient::Domains,
        ),
        (
            |host| host.domains = domains("https://host.example"),
            WrongRecipient::Domains,
        ),
        (
            |host| host.domains = domains("host.example/a"),
            WrongRecipient::Domains,
        ),
        (
            |host| host.domains = vec![host.domains[0].clone(); 51],
            WrongRecipient::Domains,
        ),
        (|host| host.note = "ä".repeat(1001), WrongRecipient::Note),
        (
            |host| host.domains = domains(&format!("{}.example", "a.".repeat(130))),
            WrongRecipient::Domains,
        ),
    ];
    for (change, error) in wrong {
        assert_eq!(with(change), Err(error));
        let field = error.to_string();
        let field = field.split_once(": ").unwrap().0;
        assert!(["name", "mail", "country", "domains", "note"].contains(&field));
    }
}

fn domains(one: &str) -> Vec<String> {
    vec![one.to_owned()]
}

#[test]
fn nothing_goes_to_the_police_by_mail() {
    let police = |way, domains: Vec<String>| {
        with(|police| {
            police.kind = RecipientKind::Police;
            police.way = way;
            police.domains = domains;
        })
    };
    assert_eq!(police(Way::Mail, vec![]), Err(WrongRecipient::PoliceMail));
    for way in [Way::File, Way::Form] {
        assert!(police(way, vec![]).is_ok());
        let served = police(way, domains("host.example"));
        assert_eq!(served, Err(WrongRecipient::PoliceDomains));
    }
}

#[test]
fn a_domain_is_kept_as_a_browser_writes_it() {
    let texts = ["Host.EXAMPLE", "bücher.example", "host.example"];
    let kept = with(|host| host.domains = texts.map(str::to_owned).into()).unwrap();
    assert_eq!(kept.domains, ["host.example", "xn--bcher-kva.example"]);
    assert!(kept.serves("img.xn--bcher-kva.example"));
}

#[test]
fn a_host_serves_its_domains_and_all_below() {
    let host = host();
    for served in [
        "host.example",
        "i.host.example",
        "a.b.host.example",
        "host.example.",
    ] {
        assert!(host.serves(served), "{served}");
    }
    for other in [
        "",
        "example",
        "myhost.example",
        "host.example.org",
        "ost.example",
    ] {
        assert!(!host.serves(other), "{other}");
    }
}

#[test]
fn a_name_is_one_name_in_all_its_spellings() {
    assert_eq!(folded("Éxample  HOST\u{a0}B"), folded("éxample host b"));
    assert_ne!(folded("host a"), folded("hosta"));
}
