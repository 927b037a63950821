use super::*;
use crate::time::Timestamp;

fn key(byte: u8) -> LogKey {
    let mut secret = Secret::default();
    secret.fill(byte);
    LogKey::new(secret)
}

fn act(new: &str) -> Act {
    Act {
        at: Timestamp(1_800_000_000),
        who: "anna".to_owned(),
        what: ActName::Step,
        case: Some(ReportId::new([1; 16])),
        old: String::new(),
        new: new.to_owned(),
    }
}

fn log() -> Vec<ChainedAct> {
    let mut log: Vec<ChainedAct> = Vec::new();
    for new in ["triage", "in_assessment", "closed"] {
        let before = log.last().map_or(Head::BEGIN, ChainedAct::head);
        log.push(chained(&act(new), Vec::new(), before, &key(1)));
    }
    log
}

/// The same entries as an earlier receiver hashed them.
fn earlier() -> Vec<ChainedAct> {
    let mut log = log();
    rehash(&mut log);
    log
}

fn rehash(log: &mut [ChainedAct]) {
    let mut before = ChainHash::BEGIN;
    for act in log {
        act.hash = before.without_key(&act.json);
        before = act.hash;
    }
}

fn verify(log: &[ChainedAct]) -> Result<(), Broken> {
    let mut chain = Chain::BEGIN;
    log.iter()
        .try_for_each(|next| chain.follow(next, &key(1)).map(drop))
}

#[test]
fn a_log_holds_until_somebody_touches_it() {
    for (log, is_earlier) in [(log(), false), (earlier(), true)] {
        assert_eq!(verify(&log), Ok(()), "{is_earlier}");
        let mut changed = log.clone();
        changed[1].json = changed[1].json.replace("anna", "bob");
        assert_eq!(verify(&changed), Err(Broken(2)));
        let mut moved = log.clone();
        moved[1].case = None;
        assert_eq!(verify(&moved), Err(Broken(2)));
        let mut short = log.clone();
        short.remove(1);
        assert_eq!(verify(&short), Err(Broken(2)));
        let mut turned = log;
        turned.swap(1, 2);
        assert_eq!(verify(&turned), Err(Broken(2)));
    }
}

#[test]
fn without_the_key_nothing_is_written_anew() {
    let mut forged = log();
    forged[1].json = forged[1].json.replace("anna", "bob");
    rehash(&mut forged[1..]);
    assert_eq!(verify(&forged), Err(Broken(2)));
    let mut longer = log();
    longer.push(chained(
        &act("forged"),
        Vec::new(),
        longer[2].head(),
        &key(2),
    ));
    assert_eq!(verify(&longer), Err(Broken(4)));
    let mut hash = longer[2].hash;
    hash = hash.without_key(&longer[3].json);
    longer[3].hash = hash;
    assert_eq!(
        verify(&longer),
        Err(Broken(4)),
        "as an earlier receiver would"
    );
}

#[test]
fn the_key_binds_what_an_earlier_receiver_wrote() {
    let mut log = earlier();
    log.push(chained(&act("keyed"), Vec::new(), log[2].head(), &key(1)));
    assert_eq!(verify(&log), Ok(()));
    log[0].json = log[0].json.replace("anna", "bob");
    rehash(&mut log[..3]);
    assert_eq!(verify(&log), Err(Broken(4)));
}

#[test]
fn a_place_is_noted_down_as_text() {
    let head = log()[2].head();
    assert_eq!(format!("{head}\n").parse(), Ok(head));
    for wrong in [
        "",
        "3",
        "3 abc",
        &format!("x {}", head.hash),
        &format!("{head}0"),
    ] {
        assert_eq!(wrong.parse::<Head>(), Err(NoHead), "{wrong}");
    }
}

/// A log whose desk got another key, and retired the former one.
fn changed() -> Vec<ChainedAct> {
    let (mut log, both) = (log(), both(false));
    let mut retired = act("retired");
    retired.what = ActName::KeyRetired;
    for act in [act("one"), retired, act("two")] {
        log.push(chained(&act, Vec::new(), log[log.len() - 1].head(), &both));
    }
    log
}

/// The key 2 after the key 1.
fn both(is_alone: bool) -> LogKey {
    let [first, second] = [1, 2].map(|byte| {
        let mut secret = Secret::default();
        secret.fill(byte);
        secret
    });
    LogKey::after(vec![first], second, is_alone)
}

/// Reads a log to its end.
fn read(log: &[ChainedAct], key: &LogKey) -> Result<Chain, Broken> {
    let mut chain = Chain::BEGIN;
    log.iter()
        .try_for_each(|next| chain.follow(next, key).map(drop))?;
    Ok(chain)
}

#[test]
fn a_log_goes_on_under_another_key_and_ends_the_former_one() {
    let log = changed();
    let whole = read(&log, &both(true)).unwrap();
    assert!(whole.may_end(&both(true)));
    assert_eq!(
        read(&log, &key(1)),
        Err(Broken(4)),
        "with the former key alone"
    );
    assert_eq!(
        read(&log, &key(2)),
        Err(Broken(1)),
        "with the present key alone"
    );
    // Until the former key is retired, both write.
    let mut overlap = log[..4].to_vec();
    overlap.push(chained(&act("late"), Vec::new(), log[3].head(), &key(1)));
    assert!(!read(&overlap, &both(true)).unwrap().may_end(&both(true)));
    assert!(read(&overlap, &both(false)).unwrap().may_end(&both(false)));
}

#[test]
fn a_former_key_forges_nothing_once_it_is_retired() {
    let log = changed();
    for end in 5..=log.len() {
        let mut forged = log[..end].to_vec();
        let before = log[end - 1].head();
        forged.push(chained(&act("forged"), Vec::new(), before, &key(1)));
        assert_eq!(read(&forged, &both(true)), Err(Broken(end as u64 + 1)));
    }
    // Cut off and written anew, the log does not say that the key is retired.
    for end in 0..4 {
        let mut forged = log[..end].to_vec();
        let before = forged.last().map_or(Head::BEGIN, ChainedAct::head);
        let mut retired = act("forged");
        retired.what = ActName::KeyRetired;
        forged.push(chained(&retired, Vec::new(), before, &key(1)));
        assert!(!read(&forged, &both(true)).unwrap().may_end(&both(true)));
    }
    let mut changed = log.clone();
    changed[1].json = changed[1].json.replace("anna", "bob");
    changed[1].hash = key(1).hash(changed[0].hash, &changed[1].json);
    assert_eq!(read(&changed, &both(true)), Err(Broken(3)));
}
