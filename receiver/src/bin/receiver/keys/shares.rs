//! `receiver keys desk split`, `join` and `look`: the desk's key on paper, in the hands of several people.

use std::error::Error;
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use clap::Args;
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::desk_key::{self, Share, ShareError};
use shared::hpke::{PrivateKey, PublicKey};
use zeroize::Zeroizing;

use crate::owner;

#[derive(Args)]
pub(crate) struct SplitArguments {
    /// The number of shares that make the key again.
    #[arg(long, default_value_t = 3)]
    need: u8,
    /// The number of all shares: at least two more than are needed, since papers are lost.
    #[arg(long, default_value_t = 5)]
    of: u8,
    /// The folder to write to, which must not exist yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The desk's key: the file `desk.key`.
    key: PathBuf,
}

#[derive(Args)]
pub(crate) struct JoinArguments {
    /// The folder to write `desk.key` to. It must have none.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    shares: Shares,
}

/// Shares as files, or typed.
#[derive(Args)]
pub(crate) struct Shares {
    /// The shares' files. Without any, type the letters of each share in one line; an empty line ends.
    files: Vec<PathBuf>,
}

pub(crate) fn split(arguments: &SplitArguments) -> Result<(), Box<dyn Error>> {
    let (need, of, out) = (arguments.need, arguments.of, &arguments.out);
    let key = desk_key::read(&arguments.key)?;
    let shares = desk_key::split(&key, need, of, &mut UnwrapErr(SysRng))?;
    fs::create_dir(out)
        .map_err(|error| format!("{}: {error}\n  fix: name a new folder", out.display()))?;
    for share in &shares {
        for file in desk_key::write_share(out, share, of)? {
            println!("{}", file.display());
        }
    }
    println!(
        "\nnext: print each, give it to one person, try them with `receiver keys desk look`, and remove the folder\n\
         {need} of these {of} people can open everything that is stored; {} may lose their share",
        of - need
    );
    Ok(())
}

pub(crate) fn join(arguments: &JoinArguments) -> Result<(), Box<dyn Error>> {
    let key = desk_key::join(&read(&arguments.shares)?)?;
    owner::hand_over(&desk_key::write_new(&arguments.out, &key)?)
}

/// Says of each share whether it can be read and which key it is of. Makes no key.
pub(crate) fn look(shares: &Shares) -> Result<(), Box<dyn Error>> {
    for share in read(shares)? {
        let Share { number, need, .. } = share;
        println!(
            "share {number} of key {}: whole; {need} such shares make the key",
            share.key()
        );
    }
    Ok(())
}

/// Asks for shares until they make this key, for a command that needs it.
///
/// # Errors
///
/// Fails if they are of another key, or do not make it.
pub(crate) fn asked_for(public: &PublicKey) -> Result<PrivateKey, Box<dyn Error>> {
    eprintln!("The desk's key is in shares. The letters of each share, in one line:");
    let mut shares: Vec<Share> = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = Zeroizing::new(line?);
        let share: Share = line.parse()?;
        if !share.is_of(public) {
            return Err(format!(
                "share {} is of another key\n  fix: bring shares of this desk's",
                share.number
            )
            .into());
        }
        shares.push(share);
        match desk_key::join(&shares) {
            Err(ShareError::TooFew { need, found }) => {
                eprintln!("{found} of {need}; the next one:")
            }
            joined => return Ok(joined?),
        }
    }
    let found = shares.len();
    let need = shares.first().map_or(2, |share| share.need);
    Err(ShareError::TooFew { need, found }.into())
}

pub(crate) fn read(shares: &Shares) -> Result<Vec<Share>, Box<dyn Error>> {
    if shares.files.is_empty() {
        return typed();
    }
    shares.files.iter().map(|file| of_file(file)).collect()
}

fn of_file(file: &Path) -> Result<Share, Box<dyn Error>> {
    let of = |error: &dyn Error| format!("{}: {error}", file.display());
    let text = fs::read_to_string(file)
        .map(Zeroizing::new)
        .map_err(|error| of(&error))?;
    // The words around the letters are not all capitals.
    let is_code = |line: &&str| !line.contains(|letter: char| letter.is_ascii_lowercase());
    let code: Zeroizing<String> = Zeroizing::new(text.lines().filter(is_code).collect());
    Ok(code.parse().map_err(|error| of(&error))?)
}

fn typed() -> Result<Vec<Share>, Box<dyn Error>> {
    let mut shares = Vec::new();
    eprintln!("The letters of a share; an empty line when there are no more:");
    for line in io::stdin().lock().lines() {
        let line = Zeroizing::new(line?);
        if line.trim().is_empty() {
            break;
        }
        let at = shares.len() + 1;
        shares.push(
            line.parse()
                .map_err(|error| format!("line {at}: {error}"))?,
        );
    }
    Ok(shares)
}
