// Questions to reporters who stay anonymous: shared/FOLLOW-UP.md.

import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { expand, hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { CERTIFICATE, isTime, signed, Untrusted, verifySignature } from "./key-document.js";
import { ReportError, text } from "./kinds.js";
import { PLAINTEXT_BYTES } from "./message.js";
import { concat, FormError, kinds, members, readJson, toBytes, toText } from "./text.js";

const RANDOM_DIGITS = 30;
const DIGITS = 32;

const SLOT_BYTES = 1088;
const SLOTS = 64;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const GOOD_SECONDS = 7200n;
const CLOCK_ERROR_SECONDS = 86_400n;
const ANSWER_CHARS = 2000;

/** Why no question is read off a board: `Form`, `Time` or `Forged`. */
export class NotRead extends Error {
  constructor(reason) {
    super(`the board is not read: ${reason}`);
    this.reason = reason;
  }
}

const check = (digits) => String(98n - ((BigInt(digits) * 100n) % 97n)).padStart(2, "0");

/** A new code, in eight groups of four digits. */
export function drawCode() {
  let digits = "";
  while (digits.length < RANDOM_DIGITS) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    // Of the 256 values of a byte, those that are as often each digit.
    if (byte < 250) digits += byte % 10;
  }
  return (digits + check(digits)).match(/..../g).join(" ");
}

/** The zeros of the scripts whose digits are read; the other nine follow each in Unicode. */
const ZEROS = [..."0٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐０"].map((zero) => zero.codePointAt(0));

const BETWEEN = /[\p{White_Space}\-‐‑–.·\u200e\u200f]/gu;

function digitOf(sign) {
  const zero = ZEROS.find((zero) => sign.codePointAt(0) - zero >= 0 && sign.codePointAt(0) - zero < 10);
  if (zero === undefined) throw new ReportError("code", "32 digits are required here");
  return String(sign.codePointAt(0) - zero);
}

/** The 32 digits of a code as somebody types it; a `ReportError` if it is none. */
export function readCode(typed) {
  const digits = [...String(typed).replace(BETWEEN, "")].map(digitOf).join("");
  if (digits.length !== DIGITS) throw new ReportError("code", "32 digits are required here");
  if (BigInt(digits) % 97n !== 1n) throw new ReportError("code", "a digit is wrong");
  return digits;
}

const label = (name, ...more) => concat(toBytes(`sealed-report v2 ${name}`), ...more);

function bigEndian64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, number);
  return bytes;
}

/** What follows from a code at a hotline. */
export class Mailbox {
  constructor(digits, hotline) {
    const ikm = toBytes(digits.slice(0, RANDOM_DIGITS));
    this.key = hkdf(sha256, ikm, undefined, label("code", toBytes(hotline)), 32);
    this.name = this.#expand(label("mailbox"), 16);
  }

  tag(hour) {
    return this.#expand(label("tag", bigEndian64(hour)), TAG_BYTES);
  }

  slotKey(salt) {
    return this.#expand(label("question", salt), 32);
  }

  #expand(info, length) {
    return expand(sha256, this.key, info, length);
  }
}

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function jsonOf(content) {
  const bytes = toBytes(content);
  if (bytes.length > PLAINTEXT_BYTES) throw new ReportError("the report", `at most ${PLAINTEXT_BYTES} bytes fit`);
  return bytes;
}

/** The content of a message whose reporter can be asked. */
export function writeAskable(report, mailbox) {
  return jsonOf(`{"askable":{"mailbox":"${toBase64Url(mailbox.key)}","report":${toText(report)}}}`);
}

/** The content of an answer. */
export function writeAnswer(id, question, answer) {
  return jsonOf(JSON.stringify({ answer: { id, question, text: text(ANSWER_CHARS)(answer, "text") } }));
}

const isAt = (bytes, part) => part.every((byte, at) => bytes[at] === byte);

/** Bytes before zeros; a `FormError` if there are none, or something behind the first zero. */
function unpadded(block) {
  const end = block.indexOf(0);
  const [content, rest] = end < 0 ? [block, []] : [block.subarray(0, end), block.subarray(end)];
  if (content.length === 0 || rest.some(Boolean)) throw new FormError("not padded");
  return content;
}

const HEAD = { hour: kinds.number(64), certificate: signed };

function readHead(board) {
  if (board.length !== SLOT_BYTES * (1 + SLOTS)) throw new NotRead("Form");
  try {
    return members(readJson(unpadded(board.subarray(0, SLOT_BYTES))), HEAD);
  } catch (error) {
    throw error instanceof FormError ? new NotRead("Form") : error;
  }
}

/**
 * The question on a board, or nothing if nothing is asked. The numbers are the steps of "Read it".
 *
 * @param trust The hotline's id and its root's 32 bytes.
 * @param now Seconds since 1970.
 */
export async function readBoard(board, mailbox, trust, now) {
  now = BigInt(now);
  // 1
  const { hour, certificate } = readHead(board);
  // 2
  const begins = hour * 3600n;
  if (!isTime({ not_before: begins, not_after: begins + GOOD_SECONDS }, now)) throw new NotRead("Time");
  // 3
  const tag = mailbox.tag(hour);
  const places = Array.from({ length: SLOTS }, (_, slot) => SLOT_BYTES * (1 + slot));
  const slots = places.map((at) => board.subarray(at, at + SLOT_BYTES)).filter((slot) => isAt(slot, tag));
  if (slots.length === 0) return undefined;
  // 4
  const asker = await askerOf(certificate, trust, now);
  // 5
  for (const slot of slots) {
    const question = await open(slot, mailbox, trust.hotline, asker);
    // 6
    if (question) return now < question.until + CLOCK_ERROR_SECONDS ? question : undefined;
  }
  throw new NotRead("Forged");
}

async function askerOf({ text, signature }, { hotline, root }, now) {
  try {
    await verifySignature(root, signature, "sealed-report v2 asker\n", text);
    const certificate = members(readJson(toBytes(text)), CERTIFICATE);
    if (certificate.hotline !== hotline) throw new NotRead("Forged");
    if (!isTime(certificate, now)) throw new NotRead("Time");
    return certificate.signer;
  } catch (error) {
    throw error instanceof FormError || error instanceof Untrusted ? new NotRead("Forged") : error;
  }
}

/** The question of a slot; nothing if the asker has not signed it for this mailbox. */
async function open(slot, mailbox, hotline, asker) {
  const salt = slot.slice(TAG_BYTES, TAG_BYTES + SALT_BYTES);
  try {
    const plaintext = await decrypt(mailbox.slotKey(salt), slot.slice(TAG_BYTES + SALT_BYTES), slot.slice(0, TAG_BYTES));
    const until = new DataView(plaintext.buffer, plaintext.byteOffset + 80).getBigUint64(0);
    const question = { id: toHex(plaintext.subarray(64, 80)), until, text: toText(unpadded(plaintext.subarray(88))) };
    const asked = [hotline, toHex(mailbox.name), question.id, question.until, question.text].join("\n");
    await verifySignature(asker, plaintext.subarray(0, 64), "sealed-report v2 asked\n", asked);
    return question;
  } catch (error) {
    if (error instanceof FormError || error instanceof Untrusted || error instanceof DecryptError) return undefined;
    throw error;
  }
}

class DecryptError extends Error {}

async function decrypt(key, ciphertext, aad) {
  const context = new Chacha20Poly1305().createEncryptionContext(key.slice().buffer);
  try {
    return new Uint8Array(await context.open(new ArrayBuffer(12), ciphertext.buffer, aad.buffer));
  } catch {
    throw new DecryptError("the slot does not open");
  }
}
