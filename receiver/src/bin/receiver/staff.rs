//! `receiver staff`: manages the accounts of the staff, and the tokens of the hotline's systems.

use std::error::Error;
use std::str::FromStr;

use clap::Subcommand;
use model::name::{Name, OPERATOR};
use model::rights::Role;
use receiver::staff::{OneTimePassword, Staff, StaffError};
use store::Access;

use crate::online::Online;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes an account, and prints a one-time password for it.
    ///
    /// Whoever comes in by it within three days chooses a password of their own, and adds the desk
    /// to an app for one-time codes on their phone.
    Add {
        /// 2 to 32 lower-case letters, digits, dots and hyphens.
        name: Name,
        /// read_only (numbers alone), analyst, lead (hands over everybody's cases, reads the log) or
        /// admin (accounts and retention, and no content).
        #[arg(long, value_parser = role)]
        role: Role,
        #[command(flatten)]
        online: Online,
    },
    /// Lists the accounts: name, role and state.
    List(Online),
    /// Switches an account off and ends its sessions.
    Disable {
        /// The account.
        name: Name,
        #[command(flatten)]
        online: Online,
    },
    /// Lets an account in again that was switched off.
    Enable {
        /// The account.
        name: Name,
        #[command(flatten)]
        online: Online,
    },
    /// Prints a new one-time password for an account; the present one stops working.
    Reset {
        /// The account.
        name: Name,
        /// The phone is lost as well: a new one is added at the next login.
        #[arg(long)]
        second_factor: bool,
        #[command(flatten)]
        online: Online,
    },
    /// Lists the tokens of the API that were made at the desk: name, scopes and end.
    Tokens(Online),
    /// Ends a token of the API at once.
    RevokeToken {
        /// The name of the token, as `receiver staff tokens` gives it.
        name: Name,
        #[command(flatten)]
        online: Online,
    },
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Add { name, role, online } => {
            let added = open(&online, Access::Write)
                .await?
                .add(OPERATOR, name, role)
                .await;
            show(&with_fix(added)?);
        }
        Command::List(online) => {
            for account in open(&online, Access::Read).await?.accounts().await? {
                println!(
                    "{} {} {}",
                    account.name,
                    account.role.name(),
                    account.standing()
                );
            }
        }
        Command::Disable { name, online } => set_disabled(&name, &online, true).await?,
        Command::Enable { name, online } => set_disabled(&name, &online, false).await?,
        Command::Reset {
            name,
            second_factor,
            online,
        } => {
            let staff = open(&online, Access::Write).await?;
            show(&with_fix(
                staff.reset(OPERATOR, &name, second_factor).await,
            )?);
        }
        Command::Tokens(online) => {
            let tokens = open(&online, Access::Read).await?.token_names().await?;
            for (name, scopes, until) in tokens {
                println!("{name} {scopes} until {until}");
            }
        }
        Command::RevokeToken { name, online } => {
            let staff = open(&online, Access::Write).await?;
            let revoked = staff.revoke_token_named(OPERATOR, &name).await;
            revoked.map_err(|error| match error {
                StaffError::Unknown => {
                    format!("there is no token {name}\n  fix: `receiver staff tokens` lists them")
                }
                error => error.to_string(),
            })?;
            println!("{name} is revoked");
        }
    }
    Ok(())
}

async fn set_disabled(
    name: &Name,
    online: &Online,
    is_disabled: bool,
) -> Result<(), Box<dyn Error>> {
    let staff = open(online, Access::Write).await?;
    with_fix(staff.set_disabled(OPERATOR, name, is_disabled).await)?;
    let state = if is_disabled {
        "is disabled"
    } else {
        "may log in again"
    };
    println!("{name} {state}");
    Ok(())
}

fn show(password: &OneTimePassword) {
    println!("{}", password.as_str());
    eprintln!("This is a one-time password, good for three days. Hand it over in person.");
}

fn with_fix<T>(done: Result<T, StaffError>) -> Result<T, String> {
    done.map_err(|error| {
        let fix = match error {
            StaffError::Taken => "choose another, or `receiver staff reset` it",
            StaffError::Unknown => "`receiver staff list` shows who has one",
            StaffError::Own | StaffError::Record(_) => "try again",
        };
        format!("{error}\n  fix: {fix}")
    })
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_str(text).map_err(|_| "read_only, analyst, lead or admin".to_owned())
}

/// Opens the accounts. The identity provider is not needed, because nobody logs in here.
async fn open(online: &Online, access: Access) -> Result<Staff, Box<dyn Error>> {
    let (_, opened) = online.desk(access).await?;
    Ok(Staff::new(opened.store, opened.vault, opened.clock))
}
