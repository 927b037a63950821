// "Message" of shared/PROTOCOL.md: padding, HPKE and the bytes.

import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
import { XWing } from "@hpke/hybridkem-x-wing";

import { concat, FormError, toBytes } from "./text.js";

export const PLAINTEXT_BYTES = 8192;

/** Where the proof of work stands in a message. */
export const PROOF = { begin: 16, end: 88 };

const MAGIC = toBytes("SEALRPT");

/** What differs between the versions of a message: its eighth byte, the beginning of HPKE's `info`, and the path. */
export const REPORT = { number: 1, label: "sealed-report v1 report", path: "/v1/reports" };
export const ASKABLE = { number: 2, label: "sealed-report v2 report", path: "/v2/reports" };

const RECEIPT_BYTES = 32;

/** The suites by their names in the vectors; the length of a public key says which one it belongs to. */
export const SUITES = {
  xwing: { Kem: XWing, id: Uint8Array.of(0x64, 0x7a, 0, 1, 0, 3), keyBytes: 1216 },
  x25519: { Kem: DhkemX25519HkdfSha256, id: Uint8Array.of(0, 0x20, 0, 1, 0, 3), keyBytes: 32 },
};

/** The suite that a public key belongs to; a `FormError` if there is none. */
export function suiteOf(publicKey) {
  const suite = Object.values(SUITES).find(({ keyBytes }) => keyBytes === publicKey.length);
  if (!suite) throw new FormError("a key of no suite");
  return suite;
}

/** HPKE as the library does it. */
export const hpke = ({ Kem }) =>
  new CipherSuite({ kem: new Kem(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });

/** The receipt that a message has to be answered with (RFC 9180, section 5.3). */
export const exportReceipt = async (context) => new Uint8Array(await context.export(toBytes("ack"), RECEIPT_BYTES));

/** Fails with a `FormError` if nothing can be sealed to a key: its numbers are out of range, or of small order. */
export async function checkPublicKey(publicKey) {
  const { kem } = hpke(suiteOf(publicKey));
  try {
    await kem.encap({ recipientPublicKey: await kem.deserializePublicKey(publicKey) });
  } catch {
    throw new FormError("a key that nothing can be sealed to");
  }
}

/** A report's JSON, and zeros behind it. */
export function pad(json, blockBytes = PLAINTEXT_BYTES) {
  const block = new Uint8Array(blockBytes);
  block.set(json);
  return block;
}

/** HPKE's `info` for a key config. */
export function messageInfo({ public_key: publicKey, key_id: keyId, hotline }, { number, label } = REPORT) {
  return concat(toBytes(label), Uint8Array.of(number), suiteOf(publicKey).id, keyId, toBytes(hotline));
}

/**
 * A message without a proof of work, and its receipt.
 *
 * @param version `REPORT` or `ASKABLE`.
 * @param given What the vectors give: the randomness, or another `info`.
 */
export async function seal(config, plaintext, version = REPORT, given) {
  const suite = hpke(suiteOf(config.public_key));
  const recipientPublicKey = await suite.kem.deserializePublicKey(config.public_key);
  const info = messageInfo(config, version);
  const context = await suite.createSenderContext({ recipientPublicKey, info, ...given });
  const ciphertext = new Uint8Array(await context.seal(plaintext));
  const proof = new Uint8Array(PROOF.end - PROOF.begin);
  const head = concat(MAGIC, Uint8Array.of(version.number), config.key_id, proof);
  const message = concat(head, new Uint8Array(context.enc), ciphertext);
  return { message, receipt: await exportReceipt(context) };
}
