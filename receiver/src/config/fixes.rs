//! The fix for a wrong value, by key.

/// The fix for this key, or for the longest prefix of the key that has one.
pub(super) fn fix(key: &str) -> &'static str {
    let mut fixes = FIXES.iter();
    let found = fixes.find(|(prefix, _)| key.starts_with(prefix));
    found.map_or("", |(_, fix)| fix)
}

/// Keys and their fixes; a longer key is before its prefixes.
const FIXES: &[(&str, &str)] = &[
    (
        "listen",
        "an address with a port, to which the hotlines' names lead: listen = \"[::]:443\", for IPv4 and IPv6",
    ),
    (
        "hotlines",
        "by the name that browsers know, another name or the address of the intake: [hotlines] \
         \"report.hotline.example\" = \"192.0.2.7:443\"",
    ),
    (
        "hotline.id",
        "lower-case letters, digits and hyphens, at most 40: id = \"example\"",
    ),
    (
        "hotline.name",
        "the name that reporters know: name = \"Example Hotline\"",
    ),
    (
        "hotline.languages",
        "language tags, the default first: languages = [\"en\", \"de\"]",
    ),
    (
        "hotline.categories",
        "at least one of csam, grooming, sextortion, hate_speech, other: categories = [\"csam\"]",
    ),
    (
        "hotline.emergency_number",
        "whom to call now: emergency_number = \"112\", or several: [\"112\", \"999\"]",
    ),
    (
        "hotline.leave_url",
        "a harmless page: leave_url = \"https://www.wikipedia.org/\"",
    ),
    (
        "hotline.contact_url",
        "a page with other ways to reach you: contact_url = \"https://hotline.example/contact\"",
    ),
    (
        "hotline.privacy_url",
        "your notice on personal data: privacy_url = \"https://hotline.example/privacy\"",
    ),
    (
        "hotline.network_url",
        "a page with the hotlines of other countries: network_url = \"https://network.example/\"",
    ),
    (
        "hotline.helpline",
        "a helpline with name, and number, url or both: number = \"116 111\"",
    ),
    (
        "hotline.wording",
        "by a language of hotline.languages, do_not_share, report_once, feedback_hint, good_faith, what_next: \
         [hotline.wording.en] what_next = \"…\"",
    ),
    (
        "hotline",
        "a section [hotline] with what reporters are told",
    ),
    (
        "desk.language",
        "a language of the desk's pages, en, es, fr or de: language = \"en\"",
    ),
    (
        "desk.publish_statistics",
        "publish_statistics = true, or false",
    ),
    (
        "desk.pull_key",
        "beside pull, the file that `receiver init --apart` or `receiver keys pull` wrote for the desk: \
         pull_key = \"keys/pull.key\"",
    ),
    (
        "desk.pull_seconds",
        "beside pull, seconds between two requests to the intake, 1 to 60: pull_seconds = 15",
    ),
    (
        "desk.pull",
        "the address of the intake on another machine, by https (http within this machine or network), beside pull_key: \
         pull = \"https://report.hotline.example\"; no such line where both halves have one store, or one config",
    ),
    (
        "desk.retention",
        "days after a case was closed: contact_days = 30, credentials_days = 7, text_days = 90, rest_days = 365",
    ),
    (
        "intake.listen",
        "an address and a port, a Unix socket, or a list of them: listen = [\"127.0.0.1:7701\", \
         \"unix:/run/sealed-report/intake.sock\"]",
    ),
    (
        "intake.tls",
        "two files in PEM, the certificate with those of its authorities, and its key: [intake.tls] certificate = \
         \"tls/fullchain.pem\" key = \"tls/privkey.pem\"; or the authority that certifies the name in \
         intake.public_url: acme = \"https://acme-v02.api.letsencrypt.org/directory\"",
    ),
    (
        "intake.public_url",
        "the origin that browsers use, without a path: public_url = \"https://report.example\"",
    ),
    (
        "intake.onion",
        "what Tor wrote into the file `hostname` of its service, 56 characters and .onion: onion = \"http://….onion\"",
    ),
    (
        "intake.suite",
        "suite = \"xwing\", or \"x25519\" for peers without ML-KEM",
    ),
    (
        "intake.proof_of_work_floor",
        "hashes, 0 to 524288: proof_of_work_floor = 1000",
    ),
    (
        "intake.desk_public_key",
        "the file that `receiver init` wrote: \"keys/desk.pub\"",
    ),
    (
        "intake.root_public_key",
        "the file that `receiver init` or `receiver keys root` wrote: \"keys/root.pub\"",
    ),
    (
        "intake.signer_key",
        "the file that `receiver init` or `receiver keys signer` wrote: \"keys/signer.key\"",
    ),
    (
        "intake.signer_certificate",
        "what `receiver keys certify` wrote for this signer key: \"keys/signer.cert\"",
    ),
    (
        "intake.ratchet",
        "\"keys/ratchet.key\", the same file on all receivers of a store; where it is lost, `receiver keys \
         ratchet` makes another for its folder, and open forms retry once",
    ),
    (
        "intake.pull_key",
        "the file that `receiver init --apart` or `receiver keys pull` wrote for the intake: pull_key = \"keys/pull.pub\"; \
         only in the config of an intake whose desk has a store of its own, and [desk] pull in its config",
    ),
    (
        "intake.drain_seconds",
        "seconds that a load balancer needs to see that /health fails: drain_seconds = 5",
    ),
    (
        "intake.loaders",
        "a folder with nothing but files that a receiver served as /embed/v1.HASH.js, under that \
         name: loaders = \"loaders\"",
    ),
    (
        "intake.security_contact",
        "a mail address, or a page with https: security_contact = \"security@hotline.example\"",
    ),
    (
        "intake.release_proof",
        "the file that the maintainers publish with a release, manifest.json.proof, of the release that runs: \
         release_proof = \"manifest.json.proof\"; the receiver works without one",
    ),
    (
        "intake",
        "a section [intake]; `receiver init` writes one with comments",
    ),
    (
        "partners",
        "the name in the partner's snippet (lower-case letters, digits, hyphens) and the origins of \
         its pages, without a path: [partners.school] origins = [\"https://school.example\"]",
    ),
    (
        "desk.listen",
        "an address and a port, a Unix socket, or a list of them: listen = [\"127.0.0.1:7702\", \
         \"unix:/run/sealed-report/desk.sock\"]",
    ),
    (
        "desk.tls",
        "two files in PEM, the certificate with those of its authorities, and its key: [desk.tls] certificate = \
         \"tls/fullchain.pem\" key = \"tls/privkey.pem\"; or the authority that certifies the name in \
         desk.public_url: acme = \"https://acme-v02.api.letsencrypt.org/directory\"",
    ),
    (
        "desk.private_key",
        "\"keys/desk.key\", with the copy of it that you keep in a safe place if it is lost; where there is no \
         copy, `receiver keys desk first` makes a key for a new store; \"sealed\" if `receiver keys desk split` has \
         split it",
    ),
    (
        "desk.public_key",
        "the public half of the key whose shares open the desk, a copy of the file that intake.desk_public_key \
         names: public_key = \"keys/desk.pub\"",
    ),
    (
        "desk.root_public_key",
        "a copy of the file that intake.root_public_key names: root_public_key = \"keys/root.pub\"",
    ),
    (
        "desk.public_url",
        "the origin that browsers use, without a path: public_url = \"https://desk.example\"",
    ),
    (
        "desk.hosts",
        "names by which the desk is reached, without scheme and port: hosts = [\"desk.lan\"]",
    ),
    (
        "desk.token_sha256",
        "no such line, or what `printf %s TOKEN | sha256sum` prints, 64 hexadecimal digits",
    ),
    (
        "desk.max_attempts",
        "claims until a report is set aside, at least 1: max_attempts = 5",
    ),
    ("desk.close_repeats", "close_repeats = true, or false"),
    (
        "desk.repeat_days",
        "days within which a report can repeat an open case: repeat_days = 30",
    ),
    (
        "desk.time_zone",
        "an IANA name, Area/City: time_zone = \"Europe/Amsterdam\"",
    ),
    (
        "desk.working_days",
        "at least one day: working_days = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\"]",
    ),
    (
        "desk.holidays",
        "days, or days of each year: holidays = [\"2027-04-27\", \"12-25\"]",
    ),
    (
        "desk.feedback",
        "by language and outcome, assessed_illegal, not_illegal, not_found, out_of_remit, needs_more, repeat: \
         [desk.feedback.en] not_found = \"…\"",
    ),
    (
        "desk.answer_days",
        "days until a missing answer is due: answer_days = 7",
    ),
    (
        "desk.openid.mail_domain",
        "the only domain whose addresses count: mail_domain = \"hotline.example\"",
    ),
    (
        "desk.openid",
        "what the provider says: [desk.openid] issuer = \"https://id.hotline.example\" client_id = \"desk\" \
         client_secret = \"keys/openid.secret\"",
    ),
    (
        "desk.webhooks",
        "an address (https, or http within this machine or network) and a file with `whsec_` and 24 to \
         64 random bytes in base64: [desk.webhooks.crm] url = \"https://crm.example/hook\" secret = \
         \"keys/crm.secret\"",
    ),
    (
        "desk.handoffs.contact",
        "where those can write to that get a hand-off: contact = \"desk@hotline.example\"",
    ),
    (
        "desk.handoffs.domain",
        "the hotline's domain in lower case: domain = \"hotline.example\"",
    ),
    (
        "desk.handoffs.anonymous_notices",
        "anonymous_notices = true leaves the hotline out of notices about offences against children",
    ),
    (
        "desk.handoffs.mail",
        "name the section [mail]; its keys stay as they are",
    ),
    (
        "desk.handoffs.scart.subject",
        "what SCART's importer looks for: subject = \"SCART-INPUT\"",
    ),
    (
        "desk.handoffs.scart",
        "[desk.handoffs.scart] has to = \"import@scart.example\", and perhaps subject and \
         work_user = \"analyst@hotline.example\"",
    ),
    (
        "desk.handoffs",
        "a section [desk.handoffs] with contact and domain; without one, no case is handed off",
    ),
    (
        "desk.exchange.signer_key",
        "the private key that `receiver keys signer keys/exchange` writes: signer_key = \"keys/exchange/signer.key\"",
    ),
    (
        "desk.exchange.signer_certificate",
        "the file that `receiver keys certify --exchange` writes for that key: \
         signer_certificate = \"keys/exchange/signer.cert\"",
    ),
    (
        "desk.exchange.directory_root",
        "the file 1.root.json of the association, whose SHA-256 it reads out to you: \
         directory_root = \"keys/exchange/association.json\", beside directory",
    ),
    (
        "desk.exchange.directory",
        "the address of the association's files by https, beside directory_root: \
         directory = \"https://network.example/directory\"",
    ),
    (
        "desk.exchange.admit_new",
        "true, if a hotline that is new in the directory takes part before anybody here has agreed; without it, an admin \
         agrees to each at /hotlines",
    ),
    (
        "desk.exchange.waiting",
        "the number of parcels of each other hotline that may wait for the desk, at least 1: waiting = 500",
    ),
    (
        "desk.exchange.hotlines",
        "a name of lower-case letters, digits, hyphens; the hotline's id, if that is another; its root; the \
         address of its form; and perhaps its country by two capital letters, whether its baseline findings may be taken \
         over unseen, and the number of its parcels that may wait for the desk, at least 1: [desk.exchange.hotlines.nl] \
         id = \"meldpunt\" root = \"…\" url = \"https://report.meldpunt.example\" country = \"NL\" \
         take_over = true waiting = 2000",
    ),
    (
        "desk.exchange",
        "a section [desk.exchange] with signer_key, signer_certificate and the other hotlines; without one, \
         nothing is referred to another hotline",
    ),
    (
        "desk",
        "a section [desk]; `receiver init` writes one with comments",
    ),
    (
        "follow_up",
        "[follow_up] has what `receiver keys signer keys/asker` and `receiver keys certify --asker` write: asker_key = \"keys/asker/signer.key\", asker_certificate = \"keys/asker/signer.cert\"; neither in the config of an intake alone",
    ),
    (
        "mail.server",
        "server = \"smtps://mail.example\" or \"smtp+starttls://mail.example\", perhaps with a port; \
         \"smtp://127.0.0.1\" for a server on this machine",
    ),
    (
        "mail.password",
        "beside user = \"NAME\", a file with the password alone: password = \"keys/mail-password\"",
    ),
    (
        "mail.authority",
        "a file in PEM with the certificate of who signed the mail server's: authority = \"mail-authority.pem\"",
    ),
    (
        "mail.from",
        "whom mail is from, as SCART's white list has it: from = \"reports@hotline.example\"",
    ),
    (
        "mail",
        "[mail] has server and from, and perhaps user, password, authority; a desk sends mail, and an intake whose desk \
         fetches (intake.pull_key) sends alerts",
    ),
    (
        "alerts.push",
        "an address (https, or http within this machine or network), a form, and a file with the secret \
         (`whsec_` and base64) or with ntfy's access token: [alerts.push.phone] url = \
         \"https://ntfy.example/hotline\" format = \"ntfy\" or \"json\" secret = \"keys/push.secret\"",
    ),
    (
        "alerts.mail",
        "mailboxes, and beside this a section [mail] with the server: mail = [\"oncall@hotline.example\"]",
    ),
    ("alerts.repeat_hours", "hours, at least 1: repeat_hours = 4"),
    (
        "alerts",
        "[alerts] has mail or push, and perhaps repeat_hours; it stands in the config of the desk, and may stand in that of \
         an intake whose desk fetches (intake.pull_key)",
    ),
    (
        "metrics",
        "an address and a port that only your monitoring system reaches: [metrics] listen = \"127.0.0.1:7703\"",
    ),
    (
        "store.url",
        "`sqlite:` and a file: url = \"sqlite:reports.db\"; or a PostgreSQL database: url = \
         \"postgres://receiver@%2Frun%2Fpostgresql/reports\" on this machine, url = \
         \"postgres://receiver@db.example/reports?sslrootcert=keys/db-ca.pem\" elsewhere, without sslrootcert if \
         a public authority certifies it, with sslmode=disable if a tunnel leads there",
    ),
    (
        "store.password",
        "a file with the password of the user in a postgres:// url alone: password = \"keys/store-password\"",
    ),
    (
        "store",
        "a section [store] with the address of the database; intake and desk need the same one: url = \
         \"sqlite:reports.db\" where both run in one process, else url = \
         \"postgres://receiver@%2Frun%2Fpostgresql/reports\"",
    ),
    (
        "",
        "`receiver init DIR` writes a config with comments to start from",
    ),
];
