//! Whether the maintainers have published the form of this release for everybody: its manifest is in a public log, under
//! their key. [Sigsum](https://www.sigsum.org/)'s proofs are verified without a network.

use axum::http::StatusCode;
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use sigsum::policy::ParsePolicyError;
use sigsum::{Hash, Policy, PublicKey, VerifyError, verify};

use super::{Finding, Intake, Kind};
use crate::web::public::bundle::Bundle;
use crate::web::public::release_proof::{PROOF_PATH, parse_proof};

/// What findings of this kind are about.
const ABOUT: &str = "release proof";

/// What comes before the 32 bytes of a key in OpenSSH's format (RFC 8709, section 4): two lengths and a name.
const SSH_KEY: &[u8] = b"\0\0\0\x0bssh-ed25519\0\0\0\x20";

/// Those who publish releases, and the public logs to which they have to publish them.
pub struct Publishers {
    keys: Vec<PublicKey>,
    policy: Policy,
}

/// A release key or a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoPublishers {
    /// A line holds no public key.
    #[error(
        "--release-key: line {0} is no public key\n  fix: the file that `sigsum-key generate` writes with the ending .pub, \
         a line for each key: ssh-ed25519 AAAA…"
    )]
    Key(usize),
    /// There is no key.
    #[error("--release-key: there is no key in the file")]
    NoKey,
    /// The policy cannot be read.
    #[error("--log-policy: {0}\n  fix: a policy of Sigsum, with lines log, witness, group, quorum")]
    Policy(#[from] ParsePolicyError),
    /// The policy is content with the log's own word.
    #[error(
        "--log-policy: asks for no witness: a log could show its tree to you alone\n  fix: name witnesses, and the quorum \
         of them that has to have seen the tree"
    )]
    NoWitness,
}

impl Publishers {
    /// Those with these keys, a line for each in OpenSSH's format; and a policy in Sigsum's format.
    pub fn new(keys: &str, policy: &str) -> Result<Self, NoPublishers> {
        let policy = Policy::parse(policy)?;
        if policy.check_quorum(&[]) {
            return Err(NoPublishers::NoWitness);
        }
        let lines = keys.lines().zip(1..);
        let lines = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
        let keys = lines.map(|(line, number)| ssh_key(line).ok_or(NoPublishers::Key(number)));
        let keys: Vec<_> = keys.collect::<Result<_, _>>()?;
        match keys.is_empty() {
            true => Err(NoPublishers::NoKey),
            false => Ok(Self { keys, policy }),
        }
    }

    /// The finding of a proof: whether it is one of this release.
    pub fn finding(&self, bundle: &Bundle, proof: &[u8]) -> Finding {
        let manifest = bundle.manifest();
        let sha256 = base16ct::lower::encode_string(&Sha256::digest(&manifest));
        let proof = match parse_proof(proof) {
            Ok(proof) => proof,
            Err(error) => return differs(error.to_string()),
        };
        match verify(&Hash::new(&manifest), &proof, &self.keys, &self.policy) {
            Ok(()) => {
                let found = format!(
                    "this form, whose manifest has the SHA-256 {sha256}, was published for everybody"
                );
                Finding::new(Kind::Same, ABOUT, found)
            }
            Err(error) => differs(reason(&error, &sha256)),
        }
    }
}

fn differs(found: String) -> Finding {
    Finding::new(Kind::Differs, ABOUT, found)
}

/// The key in a line of OpenSSH's format: its kind, itself in base64, and perhaps whose it is.
fn ssh_key(line: &str) -> Option<PublicKey> {
    let mut words = line.split_ascii_whitespace();
    let (kind, text) = (words.next()?, words.next()?);
    let bytes = Base64::decode_vec(text).ok()?;
    let key: [u8; 32] = bytes.strip_prefix(SSH_KEY)?.try_into().ok()?;
    (kind == "ssh-ed25519").then(|| key.into())
}

/// What is wrong with a proof, in words for people who have never seen one.
fn reason(error: &VerifyError, sha256: &str) -> String {
    let error = error.to_string();
    let reasons = [
        (
            "unknown leaf keyhash",
            "it is by another key than the release key",
        ),
        (
            "bad leaf signature",
            "it is of another release, or damaged: the release key has not signed the manifest",
        ),
        (
            "unknown log keyhash",
            "it is of a log that the policy does not name",
        ),
        ("bad log signature", "the log has not signed its tree"),
        (
            "bad witness cosignature",
            "a witness has not signed the log's tree",
        ),
        (
            "not enough valid cosignatures",
            "fewer witnesses have seen the log's tree than the policy asks for",
        ),
        (
            "bad inclusion proof",
            "what the release key has signed is not in the log's tree",
        ),
    ];
    let reason = reasons.iter().find(|(part, _)| error.contains(part));
    let reason = reason.map_or(&error[..], |(_, reason)| reason);
    format!("{reason} (this release's manifest has the SHA-256 {sha256})")
}

/// Fetches the proof that the intake serves.
pub(super) async fn look(intake: &Intake, publishers: &Publishers, bundle: &Bundle) -> Finding {
    let answer = match intake.get(PROOF_PATH, "*/*", "identity").await {
        Ok(answer) => answer,
        Err(error) => return Finding::unanswered(PROOF_PATH, error),
    };
    match answer.status() {
        StatusCode::OK => publishers.finding(bundle, answer.body()),
        StatusCode::NOT_FOUND => differs(
            "the hotline shows none: ask it, or the maintainers, for the proof of its release, and look at it by --proof"
                .to_owned(),
        ),
        status => {
            let found = format!("the answer is {status}");
            Finding::new(Kind::Unreachable, PROOF_PATH, found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "\
        log 4644af2abd40f4895a003bca350f9d5912ab301a49c77f13e5b6d905c20a5fe6\n\
        witness w 4a921b7caef58ae670cdc11ef4184f1c058f7b9259a9107a969f69fa54aa496f\n\
        quorum w\n";

    /// As `ssh-keygen -t ed25519` writes it.
    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJntWFg+h1CyBUjmnfSk4aWSN5qaZsUc0y5C++ThveeK them\n";

    fn refused(keys: &str, policy: &str) -> String {
        Publishers::new(keys, policy).err().unwrap().to_string()
    }

    #[test]
    fn keys_are_those_of_openssh_a_line_for_each() {
        let two = format!("# this year's\n{KEY}\n# last year's\n{KEY}");
        assert_eq!(Publishers::new(&two, POLICY).unwrap().keys.len(), 2);
        let hex = "99ed58583e8750b20548e69df4a4e1a592379a9a66c51cd32e42fbe4e1bde78a";
        let publishers = Publishers::new(KEY, POLICY).unwrap();
        assert_eq!(format!("{:x}", publishers.keys[0]), hex);
        for other in [
            &KEY.replacen("ssh-ed25519", "ssh-rsa", 1)[..],
            &KEY.replace("AAAAC3", "AAAAB3"),
            &KEY.replace("veeK", "veeKAAAA"),
            "ssh-ed25519",
            hex,
        ] {
            let second = format!("{KEY}{other}");
            assert!(refused(&second, POLICY).contains("line 2"), "{other}");
        }
        assert!(refused("# none\n\n", POLICY).contains("no key"));
    }

    #[test]
    fn a_policy_names_a_quorum_of_witnesses() {
        let nobody = POLICY.replace("quorum w", "quorum none");
        let group = POLICY.replace("quorum w", "group g 0 w w\nquorum g");
        for policy in [nobody, group] {
            assert!(refused(KEY, &policy).contains("no witness"), "{policy}");
        }
        let unknown = POLICY.replace("quorum w", "quorum x");
        assert!(refused(KEY, &unknown).contains("line 3"));
        assert!(refused(KEY, "log").contains("line 1"));
    }
}
