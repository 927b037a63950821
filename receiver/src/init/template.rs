//! The commented configs of `receiver init`.

use toml::Value;

use super::Identity;

/// The values for the placeholders of a config.
pub(super) struct Template<'a> {
    pub(super) identity: &'a Identity,
    pub(super) token_sha256: &'a str,
    /// The address of the store.
    pub(super) store: &'a str,
    /// Whether the desk fetches from the intake, and each has a store of its own.
    pub(super) fetches: bool,
    /// Whether everything at the desk is invented.
    pub(super) practice: bool,
}

impl Template<'_> {
    /// The config of both halves in one process.
    pub(super) fn together(&self) -> String {
        self.fill(&[
            BEGIN, HOTLINE, INTAKE, DESK, FOLLOW_UP, METRICS, TOGETHER, STORE,
        ])
    }

    /// The config of the intake alone.
    pub(super) fn intake(&self) -> String {
        self.fill(&[BEGIN, HOTLINE, INTAKE, FOLLOW_UP_OF_INTAKE, METRICS, STORE])
    }

    /// The config of the desk alone.
    pub(super) fn desk(&self) -> String {
        self.fill(&[BEGIN, HOTLINE, DESK, FOLLOW_UP, METRICS, STORE])
    }

    fn fill(&self, sections: &[&str]) -> String {
        let identity = self.identity;
        let store = format!("url = {:?}", self.store);
        let (fetched, fetches) = match self.fetches {
            true => (FETCHED, FETCHES),
            false => ("", ""),
        };
        let handoffs = if self.practice { PRACTICE } else { HANDOFFS };
        let numbers = match &identity.emergency_numbers[..] {
            [number] => text(number),
            numbers => list(numbers),
        };
        let tls = match &identity.acme {
            Some(directory) => format!("[intake.tls]\nacme = {}\n", text(directory)),
            None => NO_TLS.to_owned(),
        };
        sections
            .concat()
            .replace("{tls}", &tls)
            .replace("{handoffs}", handoffs)
            .replace("{fetched}", fetched)
            .replace("{fetches}", fetches)
            .replace("{hotline}", identity.hotline.as_str())
            .replace("{token_sha256}", self.token_sha256)
            .replace("{languages}", &list(&identity.languages))
            .replace("{emergency_number}", &numbers)
            .replace("{public_url}", &text(&identity.public_url))
            .replace("{store}", &store)
            // Last, because it may hold any text.
            .replace("{name}", &text(&identity.name))
    }
}

/// A text as TOML writes it.
fn text(text: &str) -> String {
    Value::from(text).to_string()
}

/// A list of texts as TOML writes it.
fn list(texts: &[String]) -> String {
    let texts = texts.iter().map(|one| Value::from(one.as_str()));
    Value::Array(texts.collect()).to_string()
}

const BEGIN: &str = "\
# The receiver's config. Relative paths start at this file's folder.
# Check a change: `receiver check --config receiver.toml` names what is wrong, and changes nothing.

";

const HOTLINE: &str = r#"[hotline]
# Stands in every key and certificate, so that no report is sealed for another hotline. To change
# it, certify the signer again: `receiver keys certify --help`.
id = "{hotline}"
# What reporters know you as.
name = {name}
# The form's languages; the first is the default. Keep those that you can answer for: no native
# speaker has reviewed any translation but the English original yet.
languages = {languages}
# What the form offers, in this order: csam, grooming, sextortion, hate_speech, other.
categories = ["csam", "grooming", "sextortion", "hate_speech", "other"]
# Whom to call when a child is in danger now. Several numbers are a list: ["112", "999"].
emergency_number = {emergency_number}
# Where "leave this page" goes: a page that nobody wonders about.
leave_url = "https://www.wikipedia.org/"
# A page with other ways to reach you, for browsers that the form does not work in: without
# JavaScript, for example. Without it, they are told to use another browser.
# contact_url = "https://hotline.example/contact"
# Your notice on personal data (GDPR, article 13), which the form links to.
# privacy_url = "https://hotline.example/privacy"
# Your network's page, on which reporters find the hotlines of other countries.
# network_url = "https://network.example/"

# People to talk to, for a child to whom it happens: the form names them after a report of grooming
# or of threats with sexual images. A number, a page or chat, or both.
# [hotline.helpline]
# name = "Example Helpline"
# number = "116 111"
# url = "https://helpline.example/chat"

# Your own words for what has to fit your country's law: do_not_share, report_once, feedback_hint,
# good_faith, what_next. By language; the others keep the form's own words.
# [hotline.wording.en]
# what_next = "An analyst will look at what you reported."

"#;

const INTAKE: &str = r#"# The public half: the form, and what it sends.
[intake]
# Behind a reverse proxy that does TLS, this stays a local address; without one, see [intake.tls]. A list is
# possible, and Unix sockets:
# listen = ["127.0.0.1:7701", "unix:/run/sealed-report/intake.sock"]
listen = "127.0.0.1:7701"
# The origin under which browsers reach it. Partners' pages name it in their snippet.
public_url = {public_url}
# The origin of the same intake in the Tor network, for reporters whose address nobody shall see; Tor Browser is told
# of it at public_url:
# onion = "http://….onion"
# X25519 with ML-KEM-768. "x25519" alone is for peers without ML-KEM.
suite = "xwing"
# Hashes that each of 16 puzzles costs a sender on a quiet day. Under a flood more is asked for, and
# who did more goes first; nobody is ever blocked by address. A change holds from the next key on.
proof_of_work_floor = 1000
# Everything stored is sealed to this key.
desk_public_key = "keys/desk.pub"
# Browsers believe what this root has certified. Its private half, `root/root.key`, belongs on a
# machine without a network: as long as it lies here, who takes this machine speaks in your name.
root_public_key = "keys/root.pub"
# Signs the key of each day. The root certifies it: `receiver keys certify`; a new certificate is
# taken over within a minute.
signer_key = "keys/signer.key"
signer_certificate = "keys/signer.cert"
# Wraps the keys of the last three days in the store, and moves on each hour. Keep this one file
# out of every backup: with an old copy, the keys of all days since could be had. All receivers of
# one store need the same.
ratchet = "keys/ratchet.key"
{fetched}# Seconds for which the intake goes on after a stop was requested, while /health already fails: for load
# balancers that send reporters elsewhere then.
# drain_seconds = 5
# Loaders of earlier versions, as this receiver served them, for partners who pinned one:
# loaders = "loaders"
# Whom to tell of a weakness of this receiver, by mail or on a page: stands in /.well-known/security.txt,
# where those look who find one.
# security_contact = "security@hotline.example"
# The proof that the maintainers have published this form for everybody, for those who watch:
# release_proof = "manifest.json.proof"

# Without a proxy, the intake does TLS itself, on its addresses with a port; with listen = "0.0.0.0:443", no
# log of a proxy has an address of anybody. The files are in PEM, the certificate with those of its
# authorities after it. New ones are taken over within seconds; ones that do not fit leave the earlier ones.
# Or an authority is asked for them, to which port 443 of the name in public_url has to answer.
{tls}
# Who may show a partner's form in a frame, by the name in the partner's snippet; without a table,
# every page may. Everybody gets the same form by the link.
# [partners.school]
# origins = ["https://school.example"]

"#;

const NO_TLS: &str = r#"# [intake.tls]
# certificate = "tls/fullchain.pem"
# key = "tls/privkey.pem"
# acme = "https://acme-v02.api.letsencrypt.org/directory"
"#;

const DESK: &str = r#"# The internal half: analysts and the hotline's own systems. Never make it public.
[desk]
# People have accounts: `receiver staff add --help`. Every act of theirs is in a log that shows what was
# changed in it: `receiver audit --help`.
listen = "127.0.0.1:7702"
{fetches}# The origin under which browsers reach it, if that is another: behind a reverse proxy that does TLS.
# With https, sessions are held to it.
# public_url = "https://desk.example"
# The desk answers to addresses, to localhost and to the name in public_url. Other names of it, without a
# port; no other site can then reach it through your browser by a name of its own:
# hosts = ["desk.lan"]
# The language of the desk's pages for browsers that ask for none of en, es, fr and de. Each person chooses on the
# page of their account.
language = "en"
# Opens everything stored: back it up in a safe place. Whoever has it and the store reads all. Or "sealed", with no such
# file: the desk starts locked, and people open it with shares (`receiver keys desk split --help`).
private_key = "keys/desk.key"
# Tells reports that your intake stored from those that somebody else put into the store: the intake's signer,
# which this root certified, signs the keys that they are stored under.
root_public_key = "keys/root.pub"
# SHA-256 of the token in the file `desk-token`, which may do all that the API can, for systems that
# begin before anybody has an account. Hand it over and delete the file; or delete this line too, and
# make tokens that may do less at the desk.
token_sha256 = "{token_sha256}"
# A report that was claimed this often without an ack is set aside, so that it holds up nothing:
# `receiver queue --help`.
max_attempts = 5
# `true` closes a report by itself, without anybody reading it, if it brings nothing new: an open case of
# the same category, received at most `repeat_days` before, already has each of its locations, assessed as
# illegal and still online; it has no description, contact, credentials or ways to pay, asks for no
# answer, says of no child that it is in danger, and is not about grooming or sextortion. The open case
# counts the report and has an entry in its history, and the desk lists what was closed so.
close_repeats = false
repeat_days = 30
# Where the days of the desk begin: `Area/City`, as the IANA names time zones.
time_zone = "UTC"
# What is looked after is looked at again on the next working day, and a report is late after one. Holidays
# are days (2027-04-27), or days of each year (12-25).
working_days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
holidays = []
# A host or another hotline that has not answered so many days after a notice or a referral is listed as due.
answer_days = 7
# Shows the statistics of whole months to everybody, on the intake at /statistics, small counts
# hidden. Partners are named only if they have a table [partners.NAME] in this file.
publish_statistics = false

# Without a proxy, the desk does TLS itself, as the intake can.
# [desk.tls]
# certificate = "tls/desk.pem"
# key = "tls/desk.key"

# Your own texts for answers to reporters who asked for one, by the language of the form and by outcome; the
# others are built in, in English, Spanish, French and German. An analyst sends them, the desk does not.
# [desk.feedback.en]
# not_found = "We looked, and found nothing at the address."

# Lets people log in by your own identity provider (OpenID Connect), beside their passwords here. Register
# public_url with /openid/return there. It says who somebody is; their account here says what they
# may do, and none is made by itself. A second factor is then the provider's matter.
# [desk.openid]
# issuer = "https://id.hotline.example"
# client_id = "desk"
# client_secret = "keys/openid.secret"
# claim = "preferred_username"  # or "email"
# mail_domain = "hotline.example"  # if the claim is an address of mail: the account is what comes before it

# Systems of yours that are told when reports have arrived, and when a case is taken, changes, is closed or handed off: its id and
# where it stands, nothing that a reporter wrote. The secret is a file with `whsec_` and 24 to 64
# random bytes in base64: (printf whsec_; openssl rand -base64 32) > keys/crm.secret
# [desk.webhooks.crm]
# url = "https://crm.example/hook"
# secret = "keys/crm.secret"

# In whose name cases are handed off: stands in what goes to hosts, the police and other hotlines.
# Without it, no case is handed off.
{handoffs}# A notice to a host need not say who gives it if it is about offences against children (Directive
# 2011/93/EU, Articles 3 to 7): true leaves you out of those.
# anonymous_notices = false

# Your mail server: "smtps://HOST", "smtp+starttls://HOST", or "smtp://127.0.0.1" on this machine.
# [mail]
# server = "smtps://mail.hotline.example"
# user = "reports"
# password = "keys/mail-password"
# Who signed the server's certificate, if it is nobody that this system knows:
# authority = "mail-authority.pem"
# from = "reports@hotline.example"

# Who is told when something needs a person: a report of a child in danger waits, the certificate ends, the
# disk is full, logins fail … The texts say which and how many, and nothing of a report. To try:
# `receiver alerts test`.
# [alerts]
# mail = ["oncall@hotline.example"]
# repeat_hours = 4
# A push to somebody's phone by ntfy, or signed JSON, the format "json", to a system of yours:
# [alerts.push.phone]
# url = "https://ntfy.hotline.example/alerts"
# format = "ntfy"
# secret = "keys/ntfy-token"

# The SCART that imports your reports. It has to have the address above on its white list.
# [desk.handoffs.scart]
# to = "import@scart.example"
# subject = "SCART-INPUT"
# Who works there on what is imported:
# work_user = "analyst@hotline.example"

# Referrals to other hotlines and from them. The desk signs with a key of its own, which the root certifies
# for this and for nothing else. `receiver keys signer keys/exchange` makes the key; then, each month, where the
# root is: `receiver keys certify --exchange --root root.key --signer signer.pub --hotline {hotline} --out
# signer.cert`. The desk makes a new key for the others each week, and the intake publishes it.
# [desk.exchange]
# signer_key = "keys/exchange/signer.key"
# signer_certificate = "keys/exchange/signer.cert"
# The directory of a network, which names more hotlines and their roots, and the association's 1.root.json:
# directory = "https://network.example/directory"
# directory_root = "keys/exchange/association.json"
# Whether a hotline that is new in it takes part before anybody here has agreed at /hotlines:
# admit_new = false
# How many parcels of each other hotline may wait for the desk; ten times as many are taken on a day, more later:
# waiting = 500
# Other hotlines, by a name of yours: its id, the public half of its root, which it reads out to you on the
# telephone, and the address of its form.
# [desk.exchange.hotlines.nl]
# id = "meldpunt"
# root = "the 44 characters of its root.pub"
# url = "https://report.meldpunt.example"
# The country whose content it looks after, by its two letters (ISO 3166-1):
# country = "NL"
# Whether its baseline findings may be taken over without viewing the content again:
# take_over = false
# How many of its parcels may wait for the desk, in the place of that for all:
# waiting = 2000

# Days after a case was closed until what belongs to it is scrubbed. The fact that it came, what it
# was assessed as and what statistics count stay. `receiver retention dry-run` shows what would go.
[desk.retention]
# Where to write to.
contact_days = 30
# What opens the site.
credentials_days = 7
# What the reporter wrote freely, and the analysts' notes.
text_days = 90
# Everything else; what is left of the others goes with it.
rest_days = 365

"#;

const HANDOFFS: &str = r#"# [desk.handoffs]
# contact = "desk@hotline.example"
# domain = "hotline.example"
"#;

const PRACTICE: &str = r#"[desk.handoffs]
contact = "desk@hotline.example"
domain = "hotline.example"
"#;

const FOLLOW_UP: &str = r#"# Questions to reporters who stay anonymous: shared/FOLLOW-UP.md. The desk signs them with a key of its own, which the
# root certifies for this and for nothing else. `receiver keys signer keys/asker` makes the key; then, where the root is:
# `receiver keys certify --asker --root root.key --signer signer.pub --hotline {hotline} --days 366 --out signer.cert`.
# [follow_up]
# asker_key = "keys/asker/signer.key"
# asker_certificate = "keys/asker/signer.cert"

"#;

/// The key stays at the desk.
const FOLLOW_UP_OF_INTAKE: &str = r#"# Questions to reporters who stay anonymous, if the desk's config has them: shared/FOLLOW-UP.md. Nothing stands below it here.
# [follow_up]

"#;

const METRICS: &str = r#"# Metrics for a monitoring system, in the format of Prometheus, on an address that only it reaches. They
# are counts as of the last full hour. Rules for Prometheus come with the receiver: `alerts.rules.yml`.
# [metrics]
# listen = "127.0.0.1:7703"

"#;

const TOGETHER: &str = "\
# Intake and desk run in one process here: simple, but who takes this machine takes the desk's key.
# `receiver init --apart DIR` makes a folder for each of two machines instead.

";

const STORE: &str = r#"# Where reports wait until they are claimed: a file, "sqlite:reports.db", or a PostgreSQL database, which several
# receivers can share: "postgres://receiver@%2Frun%2Fpostgresql/reports". The connection has to
# be local or tunnelled. The first start writes into the store whose it is; no other receiver opens it then.
[store]
{store}
"#;

/// The lines of an intake from which the desk fetches.
const FETCHED: &str = r#"# The public half of the desk's key for fetching. Reports wait in this machine's own store until the desk has them on its
# disk, and are deleted then; only that desk gets them. Here, [alerts] and [mail] may say when it does not come:
# receiver/README.md, "Two machines".
pull_key = "keys/pull.pub"
"#;

/// The lines of a desk that fetches.
const FETCHES: &str = r#"# The address of the intake on the other machine: intake.public_url, with https. The desk asks there for what waits, and
# nobody has to reach this machine from outside.
pull = {public_url}
# Signs these requests; the intake has the public half.
pull_key = "keys/pull.key"
# Seconds between two of them:
# pull_seconds = 15
"#;
