//! `receiver association`: the directory of a network of hotlines, signed by its officers.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::association::{Association, Draft, NewOfficers, OfficerKey};
use receiver::association_page::AssociationPage;
use receiver::clock::{Clock, SystemClock};
use receiver::directory::{Application, Entry, Status};
use receiver::keys::ceremony;
use receiver::web::public::bundle::Bundle;
use shared::report::{HotlineId, LanguageTag, WebUrl};
use shared::signing::{Signed, VerifyingKey};

/// Seconds before the end of what officers signed, from which `publish` says so: 60 days.
const SOON_SECONDS: u64 = 60 * 24 * 3600;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes the folder of an association. Do it with all officers, on a machine without a network.
    ///
    /// Each officer takes one of officers/1.key, 2.key … away, and keeps it offline; none stays in the folder.
    /// publisher/publisher.key goes to the machine that publishes.
    Init(InitArguments),
    /// Makes the key of a new officer: DIR/officer.key, which stays with the officer, and DIR/officer.pub.
    Officer {
        /// The folder to write to.
        dir: PathBuf,
    },
    /// Adds a hotline to the directory, or changes its entry: a draft, for the officers to sign.
    Add {
        /// The application that `receiver exchange join` wrote.
        application: PathBuf,
        /// The hotline's root, as it was read to you on the telephone: 44 characters.
        #[arg(long, value_name = "KEY")]
        root: VerifyingKey,
        #[command(flatten)]
        at: Folder,
    },
    /// Revokes a hotline: a draft, for the officers to sign.
    Revoke {
        /// The hotline's id.
        hotline: HotlineId,
        #[command(flatten)]
        at: Folder,
    },
    /// Sets what reporters are told about a country without a hotline: a draft, for the officers to sign.
    Tell {
        /// The country by two capital letters (ISO 3166-1).
        country: String,
        /// The language of the text, such as en.
        #[arg(long, value_name = "TAG")]
        language: LanguageTag,
        /// The text; without it, what was told before is taken out.
        text: Option<String>,
        #[command(flatten)]
        at: Folder,
    },
    /// Changes who signs. Without a change, what is signed is valid for another year: drafts, for the officers to sign.
    Officers(OfficersArguments),
    /// Shows what waits for signatures, and what it changes.
    Show(Folder),
    /// Shows the same, and signs it with an officer's key.
    Sign {
        /// The officer's private key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        #[command(flatten)]
        at: Folder,
    },
    /// Writes the last directory that enough officers have signed to a folder of static files. Do it each day: the
    /// files are valid for a week.
    Publish {
        /// The folder that a web server serves.
        to: PathBuf,
        /// The publisher's private key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        #[command(flatten)]
        at: Folder,
    },
    /// Writes the page on which reporters choose a country to a folder of static files, and the loader of its button
    /// beside it. Do it whenever you publish: both say what enough officers have signed.
    Page {
        /// The folder that a web server serves.
        to: PathBuf,
        /// The address that "leave this page" opens.
        #[arg(long, value_name = "URL", default_value = "https://www.wikipedia.org/")]
        leave: WebUrl,
        #[command(flatten)]
        at: Folder,
    },
}

/// The argument that names the association.
#[derive(Args)]
pub(crate) struct Folder {
    /// The folder of the association.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Args)]
pub(crate) struct InitArguments {
    /// The folder to make.
    dir: PathBuf,
    /// The network's name, as people read it.
    #[arg(long)]
    name: String,
    /// The number of officers.
    #[arg(long, default_value_t = 3)]
    officers: usize,
    /// The number of officers who have to sign.
    #[arg(long, default_value_t = 2)]
    threshold: usize,
}

#[derive(Args)]
pub(crate) struct OfficersArguments {
    /// The public key of an officer who comes; may be given several times.
    #[arg(long, value_name = "FILE")]
    add: Vec<PathBuf>,
    /// The public key of an officer who goes; may be given several times.
    #[arg(long, value_name = "FILE")]
    remove: Vec<PathBuf>,
    /// The number of officers who have to sign.
    #[arg(long)]
    threshold: Option<usize>,
    /// The public key of another publisher.
    #[arg(long, value_name = "FILE")]
    publisher: Option<PathBuf>,
    #[command(flatten)]
    at: Folder,
}

impl Folder {
    fn open(&self) -> Association {
        Association::open(&self.folder)
    }
}

pub(crate) fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let (now, rng) = (SystemClock.now(), &mut UnwrapErr(SysRng));
    match command {
        Command::Init(arguments) => init(&arguments, now)?,
        Command::Officer { dir } => {
            let key = Association::make_officer(&dir, rng)?;
            println!("{}   public half: {key}", dir.join("officer").display());
        }
        Command::Add {
            application,
            root,
            at,
        } => {
            let text = fs::read(&application).map_err(named(&application))?;
            let signed: Signed = serde_json::from_slice(&text).map_err(named(&application))?;
            let association = at.open();
            let added = association.add(&signed, &root, now);
            describe(&added.map_err(named(&application))?);
            to_sign(&association)?;
        }
        Command::Revoke { hotline, at } => {
            let association = at.open();
            association.revoke(&hotline, now)?;
            to_sign(&association)?;
        }
        Command::Tell {
            country,
            language,
            text,
            at,
        } => {
            let association = at.open();
            association.tell(&country, &language, text.as_deref(), now)?;
            to_sign(&association)?;
        }
        Command::Officers(arguments) => officers(&arguments, now)?,
        Command::Show(at) => show(&at.open())?,
        Command::Sign { key, at } => {
            let association = at.open();
            show(&association)?;
            let key: OfficerKey = ceremony::read_key(&key)?;
            for draft in association.sign(&key)? {
                println!("signed: {}", line(&draft));
            }
        }
        Command::Publish { to, key, at } => publish(&at.open(), &to, &key, now)?,
        Command::Page { to, leave, at } => {
            let directory = at.open().signed_directory(now)?;
            AssociationPage::new(&directory, &Bundle::built_in()?, &leave)?.write(&to)?;
            println!("{}: the page of {}", to.display(), directory.name);
        }
    }
    Ok(())
}

fn init(arguments: &InitArguments, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let InitArguments {
        dir,
        name,
        officers,
        threshold,
    } = arguments;
    let rng = &mut UnwrapErr(SysRng);
    Association::init(dir, name, *officers, *threshold, now, rng)?;
    let dir = dir.display();
    println!("{dir}: {threshold} of {officers} officers sign for {name}");
    println!("- each officer takes a key away and keeps it offline: {dir}/officers/1.key …");
    println!("- the machine that publishes gets {dir}/publisher/publisher.key");
    println!("- hotlines get {dir}/metadata/1.root.json, and hear its SHA-256 on the telephone");
    Ok(())
}

fn officers(arguments: &OfficersArguments, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let read = |files: &[PathBuf]| -> Result<Vec<VerifyingKey>, _> {
        files.iter().map(|file| ceremony::read_key(file)).collect()
    };
    let publisher = arguments.publisher.as_deref().map(ceremony::read_key);
    let new = NewOfficers {
        add: read(&arguments.add)?,
        remove: read(&arguments.remove)?,
        threshold: arguments.threshold,
        publisher: publisher.transpose()?,
    };
    let association = arguments.at.open();
    association.officers(new, now)?;
    to_sign(&association)
}

fn publish(
    association: &Association,
    to: &Path,
    key: &Path,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    let key: OfficerKey = ceremony::read_key(key)?;
    let published = association.publish(to, &key, now)?;
    let (version, until) = (published.version, published.until);
    println!("{}: version {version}, valid until {until}", to.display());
    if published.signed_until < now.plus_seconds(SOON_SECONDS) {
        let ends = published.signed_until;
        println!(
            "WHAT THE OFFICERS SIGNED ENDS AT {ends}: `receiver association officers`, and let them sign it"
        );
    }
    for draft in &published.drafts {
        println!("not published: {}", line(draft));
    }
    Ok(())
}

/// Says what waits for signatures, after a change.
fn to_sign(association: &Association) -> Result<(), Box<dyn Error>> {
    for draft in association.drafts()? {
        println!("to sign: {}", line(&draft));
    }
    Ok(())
}

/// Says what waits for signatures, with all that it changes.
fn show(association: &Association) -> Result<(), Box<dyn Error>> {
    let changes = association.changes()?;
    for Entry { hotline, status } in &changes.entries {
        describe(hotline);
        if *status != Status::Active {
            println!("         REVOKED");
        }
    }
    if changes.elsewhere {
        for (country, told) in association.directory()?.elsewhere {
            for (language, text) in told {
                println!("{country} ({language}): {text}");
            }
        }
    }
    to_sign(association)
}

/// Says what a hotline says of itself.
fn describe(hotline: &Application) {
    let list = |all: &[String]| all.join(", ");
    println!("{}  {}", hotline.hotline.as_str(), hotline.name);
    println!("         root {}", hotline.root);
    println!("         countries {}", list(&hotline.countries));
    println!("         categories {}", list(&hotline.categories));
    println!("         languages {}", list(&hotline.languages));
    println!("         parcels to {}", hotline.exchange);
    println!("         form at {}", hotline.form);
}

fn line(draft: &Draft) -> String {
    let Draft {
        role,
        version,
        signatures,
    } = draft;
    let what = match *role {
        "root" => "the officers",
        _ => "the directory",
    };
    let (signed, needed) = (signatures.signed, signatures.needed);
    format!("{what}, version {version}: {signed} of {needed} signatures")
}

/// An error with the file that it is about.
fn named<E: std::fmt::Display>(file: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", file.display())
}
