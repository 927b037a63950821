//! Signatures that pass where Ed25519 is checked less strictly than RFC 8032 allows.

use base64ct::{Base64, Encoding};
use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use curve25519_dalek::traits::Identity;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};

use super::signed::texts;
use super::{Ingredients, RefusedDocument};
use crate::make::Made;
use crate::make::fixed::{drawn, signing_key};

/// The point that changes nothing: with it as the key, s = 1 and R = B fit every text.
const ONE: [u8; 32] = {
    let mut one = [0; 32];
    one[0] = 1;
    one
};

/// Documents that a lax check believes, and a strict one does not.
pub(super) fn believed_by_some() -> Made<Vec<RefusedDocument>> {
    let good = Ingredients::good()?;
    let document = good.document()?;
    let [_, text] = texts(&document)?;
    let with_config = |signature: [u8; 64]| {
        let mut document = document.clone();
        document["config"]["signature"] = json!(Base64::encode_string(&signature));
        document.to_string()
    };
    let refused = |name, document| good.refused("Signature", name, document);
    let drawn_r = Scalar::from_bytes_mod_order_wide(&wide("r")?);
    Ok(vec![
        refused(
            "a config whose signature has an R of small order",
            with_config(signature(&text, Scalar::ZERO, EdwardsPoint::identity())?),
        ),
        refused(
            "a config whose signature holds with the cofactor only",
            with_config(signature(&text, drawn_r, EIGHT_TORSION[1])?),
        ),
        signer_beyond_the_prime()?,
        root_of_small_order()?,
    ])
}

/// The signer's signature with R = r·B + `more`.
fn signature(text: &str, r: Scalar, more: EdwardsPoint) -> Made<[u8; 64]> {
    let (seed, signer) = signing_key("signer")?;
    let key = Base64::decode_vec(&signer.verifying_key().to_string())?;
    let hashed = Sha512::digest(&seed);
    let (secret, _) = hashed.split_at(32);
    let secret = Scalar::from_bytes_mod_order(clamp_integer(secret.try_into()?));
    let point = (EdwardsPoint::mul_base(&r) + more).compress();
    let challenge = Sha512::new()
        .chain_update(point.as_bytes())
        .chain_update(key)
        .chain_update("sealed-report v1 key config\n")
        .chain_update(text);
    let challenge = Scalar::from_bytes_mod_order_wide(&challenge.finalize().into());
    let s = r + challenge * secret;
    let bytes = [*point.as_bytes(), s.to_bytes()].concat();
    Ok(bytes.as_slice().try_into()?)
}

/// A signer that is written as the prime and one, which is the point that changes nothing.
fn signer_beyond_the_prime() -> Made<RefusedDocument> {
    let mut all = Ingredients::good()?;
    let beyond = [&[0xee][..], &[0xff; 30], &[0x7f]].concat();
    all.certificate.signer = Base64::encode_string(&beyond).parse()?;
    let mut document = all.document()?;
    fits_every_text(&mut document["config"]);
    Ok(all.refused(
        "Signature",
        "a signer beyond the prime",
        document.to_string(),
    ))
}

fn root_of_small_order() -> Made<RefusedDocument> {
    let mut all = Ingredients::good()?;
    let mut document = all.document()?;
    fits_every_text(&mut document["certificate"]);
    all.trust.root = Base64::encode_string(&ONE).parse()?;
    Ok(all.refused("Signature", "a root of small order", document.to_string()))
}

fn fits_every_text(signed: &mut Value) {
    let base = [&[0x58][..], &[0x66; 31]].concat();
    signed["signature"] = json!(Base64::encode_string(&[&base[..], &ONE].concat()));
}

fn wide(name: &str) -> Made<[u8; 64]> {
    Ok(drawn(name, 64).as_slice().try_into()?)
}
