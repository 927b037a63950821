//! Changed models. Each change takes away one step of the protocol, or gives the attacker one more secret, and has to
//! break exactly the queries that it names: a model that cannot break proves nothing.

/// A model, and the models that are made of it.
pub(super) struct Model {
    /// The file in `shared/model`.
    pub(super) file: &'static str,
    /// The first changes nothing.
    pub(super) changes: &'static [Change],
}

/// A model that differs from the true one.
pub(super) struct Change {
    /// What is different.
    pub(super) what: &'static str,
    /// Texts of the model, each with the text that takes its place wherever it stands.
    pub(super) edits: &'static [Edit],
    /// Secrets that the attacker gets when everything else has happened: whose, and which.
    pub(super) stolen_later: &'static [(&'static str, &'static str)],
    /// Runs of each principal at the same time.
    pub(super) sessions: u8,
    /// The names of the queries that break. All others hold.
    pub(super) broken: &'static [&'static str],
}

const REPORT: &str = "report confidential";
const EPOCH_KEY: &str = "epoch key confidential";
const KEY: &str = "key authentic";
const RECEIPT: &str = "receipt authentic";
const STORED: &str = "stored report authentic";
const REFERRAL: &str = "referral authentic";
const REFERRED: &str = "referral confidential";
const CODE: &str = "code confidential";
const QUESTION: &str = "question confidential";
const ANSWER: &str = "answer confidential";
const ASKED: &str = "question authentic";
const RIGHT: &str = "right to answer confidential";
const HOURS: &str = "hours unlinkable";

/// The models that Verifpal searches.
pub(super) const MODELS: [Model; 3] = [
    Model {
        file: "report.vp",
        changes: REPORT_CHANGES,
    },
    Model {
        file: "referral.vp",
        changes: REFERRAL_CHANGES,
    },
    Model {
        file: "follow_up.vp",
        changes: FOLLOW_UP_CHANGES,
    },
];

const NOTHING: Change = Change {
    what: "nothing",
    edits: &[],
    stolen_later: &[],
    sessions: 1,
    broken: &[],
};

type Edit = (&'static str, &'static str);

const WITH_ELSEWHERE: Edit = (
    "queries[",
    concat!(
        include_str!("../../../shared/model/elsewhere.vp"),
        "queries["
    ),
);
const TEXTS_WITHOUT_HOTLINE: Edit = ("CONCAT(hotline, ", "CONCAT(nil, ");
const OTHER_TEXTS_WITHOUT_HOTLINE: Edit = ("CONCAT(other_hotline, ", "CONCAT(nil, ");

const KEY_LEAKS: Edit = (
    "report_i, mailbox_key_i = SPLIT(opened_i)?",
    "report_i, mailbox_key_i = SPLIT(opened_i)?\n\tleaks mailbox_key_i",
);

const REPORT_CHANGES: &[Change] = &[
    NOTHING,
    // A key is given out for a day, and nothing of a stored report is the desk's own: both can be played back. The
    // desk's log refuses a report that has left the queue before.
    Change {
        what: "two sessions of everybody",
        sessions: 2,
        broken: &[KEY, STORED],
        ..NOTHING
    },
    Change {
        what: "a quantum computer breaks X25519 later",
        stolen_later: &[("Intake", "x25519_key"), ("Reporter", "ephemeral")],
        ..NOTHING
    },
    Change {
        what: "ML-KEM falls later",
        stolen_later: &[("Intake", "mlkem_key"), ("Reporter", "ml_kem_m")],
        ..NOTHING
    },
    Change {
        what: "both halves of X-Wing fall later",
        stolen_later: &[("Intake", "mlkem_key"), ("Intake", "x25519_key")],
        broken: &[REPORT],
        ..NOTHING
    },
    Change {
        what: "signer and root are stolen later",
        stolen_later: &[("Intake", "signer_key"), ("Root", "root_key")],
        ..NOTHING
    },
    Change {
        what: "the ratchet is stolen when the hour of the key is over",
        stolen_later: &[("Intake", "next_hour")],
        ..NOTHING
    },
    Change {
        what: "the ratchet is stolen in the hour of the key",
        stolen_later: &[("Intake", "hour")],
        broken: &[REPORT],
        ..NOTHING
    },
    Change {
        what: "the desk's key is stolen later",
        stolen_later: &[("Desk", "desk_key")],
        broken: &[REPORT, EPOCH_KEY],
        ..NOTHING
    },
    Change {
        what: "the signer was stolen before",
        edits: &[(
            "knows private signer_key",
            "knows private signer_key\n\tleaks signer_key",
        )],
        broken: &[REPORT, KEY, RECEIPT, STORED],
        ..NOTHING
    },
    Change {
        what: "the root was stolen before",
        edits: &[(
            "knows private root_key",
            "knows private root_key\n\tleaks root_key",
        )],
        broken: &[REPORT, KEY, RECEIPT, STORED],
        ..NOTHING
    },
    Change {
        what: "the form does not check the certificate",
        edits: &[(
            "signer_public)), certificate_signature)?",
            "signer_public)), certificate_signature)",
        )],
        broken: &[REPORT, KEY, RECEIPT],
        ..NOTHING
    },
    Change {
        what: "the form does not check the config's signature",
        edits: &[("config_signature)?", "config_signature)")],
        broken: &[REPORT, KEY, RECEIPT],
        ..NOTHING
    },
    Change {
        what: "the form does not compare the receipt",
        edits: &[("expected_receipt)?", "expected_receipt)")],
        broken: &[RECEIPT],
        ..NOTHING
    },
    Change {
        what: "the receipt is a hash of the message",
        edits: &[
            ("HASH(exporter_r, ack)", "HASH(message, ack)"),
            ("HASH(exporter_i, ack)", "HASH(message, ack)"),
        ],
        broken: &[RECEIPT],
        ..NOTHING
    },
    Change {
        what: "the epoch key is stored as it is",
        edits: &[(
            "desk_enc, sealed_epoch, report_id",
            "desk_enc, sealed_epoch, epoch_key, report_id",
        )],
        broken: &[REPORT, EPOCH_KEY, STORED],
        ..NOTHING
    },
    Change {
        what: "the desk does not check who signed the epoch",
        edits: &[("epoch_signature_d)?", "epoch_signature_d)")],
        broken: &[STORED],
        ..NOTHING
    },
    Change {
        what: "the desk does not check the signer's certificate",
        edits: &[("certificate_signature_d)?", "certificate_signature_d)")],
        broken: &[STORED],
        ..NOTHING
    },
    Change {
        what: "there is another hotline under the same root",
        edits: &[WITH_ELSEWHERE],
        ..NOTHING
    },
    Change {
        what: "of two hotlines under one root, certificate and config name neither",
        edits: &[
            WITH_ELSEWHERE,
            TEXTS_WITHOUT_HOTLINE,
            OTHER_TEXTS_WITHOUT_HOTLINE,
        ],
        broken: &[KEY],
        ..NOTHING
    },
    Change {
        what: "of two hotlines under one root, nothing names either",
        edits: &[
            WITH_ELSEWHERE,
            TEXTS_WITHOUT_HOTLINE,
            OTHER_TEXTS_WITHOUT_HOTLINE,
            ("), hotline)", "), nil)"),
            ("), other_hotline)", "), nil)"),
        ],
        broken: &[KEY, RECEIPT],
        ..NOTHING
    },
];

const REFERRAL_CHANGES: &[Change] = &[
    NOTHING,
    Change {
        what: "the other hotline checks no signature over the parcel",
        edits: &[
            ("head_signature)?", "head_signature)"),
            ("signature_t)?", "signature_t)"),
        ],
        broken: &[REFERRAL],
        ..NOTHING
    },
    Change {
        what: "the other hotline takes any signer",
        edits: &[("our_certificate)?", "our_certificate)")],
        broken: &[REFERRAL],
        ..NOTHING
    },
    Change {
        what: "a certificate for reporters' keys is one for the exchange",
        edits: &[(
            "SIGN(our_root_key, CONCAT(sealed_report_v1_certificate, intake_signer))",
            "SIGN(our_root_key, CONCAT(sealed_report_v1_exchange_certificate, intake_signer))",
        )],
        broken: &[REFERRAL],
        ..NOTHING
    },
    Change {
        what: "the desk seals to any key",
        edits: &[("their_key_signature)?", "their_key_signature)")],
        broken: &[REFERRED],
        ..NOTHING
    },
    Change {
        what: "the desk takes a key that any signer has signed",
        edits: &[("their_certificate)?", "their_certificate)")],
        broken: &[REFERRED],
        ..NOTHING
    },
    Change {
        what: "the other hotline's key is stolen later",
        stolen_later: &[("Theirs", "their_key")],
        broken: &[REFERRED],
        ..NOTHING
    },
];

const FOLLOW_UP_CHANGES: &[Change] = &[
    NOTHING,
    Change {
        what: "the asker is stolen later",
        stolen_later: &[("Hotline", "asker_key")],
        ..NOTHING
    },
    Change {
        what: "a mailbox has one name on all boards",
        edits: &[
            ("CONCAT(sealed_report_v2_tag, hour)", "sealed_report_v2_tag"),
            (
                "CONCAT(sealed_report_v2_tag, next_hour)",
                "sealed_report_v2_tag",
            ),
        ],
        broken: &[HOURS],
        ..NOTHING
    },
    Change {
        what: "the intake is taken over when the report arrives",
        edits: &[KEY_LEAKS],
        broken: &[QUESTION, RIGHT, HOURS],
        ..NOTHING
    },
    Change {
        what: "the same, and nobody checks who asks",
        edits: &[
            KEY_LEAKS,
            ("asked_r)), signature)?", "asked_r)), signature)"),
        ],
        broken: &[QUESTION, RIGHT, ASKED, HOURS],
        ..NOTHING
    },
    Change {
        what: "the same, and any asker is believed",
        edits: &[KEY_LEAKS, ("asker_certificate)?", "asker_certificate)")],
        broken: &[QUESTION, RIGHT, ASKED, HOURS],
        ..NOTHING
    },
    Change {
        what: "the same, and the asker was stolen before",
        edits: &[
            KEY_LEAKS,
            (
                "day_key\n\tasker_public",
                "day_key\n\tleaks asker_key\n\tasker_public",
            ),
        ],
        broken: &[QUESTION, RIGHT, ASKED, HOURS],
        ..NOTHING
    },
    Change {
        what: "the key of the day is stolen later",
        stolen_later: &[("Hotline", "day_key")],
        broken: &[QUESTION, ANSWER, RIGHT, HOURS],
        ..NOTHING
    },
    Change {
        what: "somebody finds the code later",
        stolen_later: &[("Reporter", "code")],
        broken: &[CODE, QUESTION, RIGHT, HOURS],
        ..NOTHING
    },
];
