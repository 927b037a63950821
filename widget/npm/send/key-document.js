// "Key document" of shared/PROTOCOL.md: whom to seal to, and why to believe it.

import { sha256 } from "@noble/hashes/sha2.js";

import { checkPublicKey, suiteOf } from "./message.js";
import { FormError, kinds, members, readJson, toBytes } from "./text.js";

const MOST_EFFORT = 524_288n;
const MOST_LIFE_SECONDS = 255_600n;
const CLOCK_ERROR_SECONDS = 86_400n;

/** Why a key document is not believed: `Form`, `Signature`, `Hotline`, `Time` or `Sequence`. */
export class Untrusted extends Error {
  constructor(reason) {
    super(`the key document is not believed: ${reason}`);
    this.reason = reason;
  }
}

const FIELD_PRIME = 2n ** 255n - 19n;
const ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const SMALL_ORDERS = [0n, 1n, FIELD_PRIME - 1n, ORDER_8, FIELD_PRIME - ORDER_8];

/** Whether an Ed25519 point is one that strict verification refuses, by the y of its 32 bytes. */
function isRefused(point) {
  const y = point.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n) & (2n ** 255n - 1n);
  return y >= FIELD_PRIME || SMALL_ORDERS.includes(y);
}

/**
 * Verifies strictly: RFC 8032, section 5.1.7, without the cofactor. Web Crypto checks S and the equation,
 * but not the points.
 */
export async function verifySignature(key, signature, label, text) {
  const holds = async () => {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, signature, toBytes(label + text));
  };
  const isRight = !isRefused(key) && !isRefused(signature.subarray(0, 32)) && (await holds().catch(() => false));
  if (!isRight) throw new Untrusted("Signature");
}

export const signed = (value) => members(value, { text: kinds.string, signature: kinds.base64(64) });

function hotlineId(value) {
  if (!/^[a-z0-9-]{1,40}$/.test(kinds.string(value))) throw new FormError("not the id of a hotline");
  return value;
}

export const CERTIFICATE = {
  hotline: hotlineId,
  signer: kinds.base64(32),
  not_before: kinds.number(64),
  not_after: kinds.number(64),
};

const CONFIG = {
  hotline: hotlineId,
  sequence: kinds.number(64),
  not_before: kinds.number(64),
  not_after: kinds.number(64),
  pow_floor: kinds.number(32),
  public_key: kinds.base64(),
};

/** A config from its text, with the key's id. */
export function parseConfig(text) {
  const config = members(readJson(toBytes(text)), CONFIG);
  suiteOf(config.public_key);
  return { ...config, key_id: sha256(toBytes(text)).subarray(0, 8) };
}

/**
 * The key to seal to. The numbers are the steps of "Verify it".
 *
 * @param trust The hotline's id, its root's 32 bytes, and the highest sequence believed so far, a BigInt.
 * @param now Seconds since 1970.
 */
export async function verifyKeyDocument(document, trust, now) {
  try {
    return await verify(document, trust, BigInt(now));
  } catch (error) {
    throw error instanceof FormError ? new Untrusted("Form") : error;
  }
}

/** Whether `now` is in the time of a certificate or a key, with a day for clocks that are wrong. */
export const isTime = ({ not_before, not_after }, now) =>
  now + CLOCK_ERROR_SECONDS >= not_before && now < not_after + CLOCK_ERROR_SECONDS;

async function verify(document, trust, now) {
  // 1
  const parts = members(readJson(document), { certificate: signed, config: signed });
  // 2
  const { text, signature } = parts.certificate;
  await verifySignature(trust.root, signature, "sealed-report v1 certificate\n", text);
  // 3
  const certificate = members(readJson(toBytes(text)), CERTIFICATE);
  // 4
  const label = "sealed-report v1 key config\n";
  await verifySignature(certificate.signer, parts.config.signature, label, parts.config.text);
  // 5
  const config = parseConfig(parts.config.text);
  await checkPublicKey(config.public_key);
  // 6
  if (certificate.hotline !== trust.hotline || config.hotline !== trust.hotline) throw new Untrusted("Hotline");
  // 7
  const life = config.not_after - config.not_before;
  if (life < 0n || life > MOST_LIFE_SECONDS || config.pow_floor > MOST_EFFORT) throw new Untrusted("Form");
  // 8
  if (![certificate, config].every((signed) => isTime(signed, now))) throw new Untrusted("Time");
  // 9
  if (config.sequence < trust.leastSequence) throw new Untrusted("Sequence");
  return config;
}
