// Holds the npm package's way to send without the form against the test vectors: "Check yourself" in
// shared/PROTOCOL.md. `node check_vectors.mjs` runs it; a page may import it as well.
//
// What a receiver does, and the package never, stands here: opening, unpadding, checking a proof.

import { attempt, Failed, parseReceipt, secondsToWait } from "../../widget/npm/send/attempt.js";
import { parseConfig, Untrusted, verifyKeyDocument } from "../../widget/npm/send/key-document.js";
import { ReportError } from "../../widget/npm/send/kinds.js";
import { exportReceipt, hpke, messageInfo, pad, PROOF, seal, SUITES, suiteOf } from "../../widget/npm/send/message.js";
import {
  beginPuzzles,
  digestOf,
  effortToSpend,
  isSolved,
  parseChallenge,
  solve,
  withProof,
} from "../../widget/npm/send/proof.js";
import { writeReport } from "../../widget/npm/send/report.js";
import { concat, FormError, fromBase64, toBytes, toText } from "../../widget/npm/send/text.js";
import { lists as followUp } from "./check_follow_up.mjs";

/** By a receiver, under one of the names in "Check yourself". */
class Refused extends Error {
  constructor(reason, rule) {
    super(reason);
    this.reason = reason;
    this.rule = rule;
  }
}

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const toBase64Url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const numbers = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(4 * at));
};

function same(got, expected) {
  if (got !== expected) throw new Error(`got ${String(got).slice(0, 200)}, expected ${String(expected).slice(0, 200)}`);
}

const sameBytes = (got, expected) => same(toHex(got), toHex(expected));

/** Runs what has to be refused for the entry's reason. */
async function refused(entry, act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Untrusted)) throw error;
    same(error.reason, entry.error);
    return same(error.rule, entry.rule);
  }
  throw new Error("was accepted");
}

/** Runs `act`, with an error of one kind as another. */
async function asking(act, Kind, ...refusal) {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Kind ? new Refused(...refusal) : error;
  }
}

// A receiver's part

function unpad(block) {
  const end = block.indexOf(0);
  const [text, rest] = end < 0 ? [block, []] : [block.subarray(0, end), block.subarray(end)];
  if (text.length === 0 || rest.some(Boolean)) throw new Refused("Damaged");
  return text;
}

async function open(config, privateKey, message) {
  if (![9416, 8328].includes(message.length)) throw new Refused("Length");
  if (toText(message.subarray(0, 7)) !== "SEALRPT" || message[7] !== 1) throw new Refused("Magic");
  const isProof = message.subarray(20, 24).some(Boolean);
  if (!isProof && message.subarray(PROOF.begin, PROOF.end).some(Boolean)) throw new Refused("ProofOfWork");
  if (toHex(message.subarray(8, 16)) !== toHex(config.key_id)) throw new Refused("UnknownKey");
  const [enc, ciphertext] = [message.slice(PROOF.end, -8208), message.slice(-8208)];
  return asking(
    async () => {
      const suite = hpke(suiteOf(config.public_key));
      const recipientKey = await suite.kem.deserializePrivateKey(privateKey);
      const context = await suite.createRecipientContext({ recipientKey, enc, info: messageInfo(config) });
      return { plaintext: new Uint8Array(await context.open(ciphertext)), receipt: await exportReceipt(context) };
    },
    Error,
    "Ciphertext",
  );
}

async function receive(config, privateKey, message) {
  const { plaintext } = await open(config, privateKey, message);
  const text = await asking(() => unpad(plaintext), Refused, "Padding");
  // Whatever `JSON.parse` takes too kindly is not the one form.
  const value = await asking(() => JSON.parse(toText(text)), Error, "Report");
  try {
    if (toHex(writeReport(value)) === toHex(text)) return;
  } catch (error) {
    throw error instanceof ReportError ? new Refused("Report", error.rule) : error;
  }
  throw new Refused("Report");
}

function checkProof(proof, seed, digest) {
  const [, effort, ...nonces] = numbers(proof);
  if (effort === 0 || effort > 524_288) throw new Refused("NotSolved");
  const begun = beginPuzzles(seed, digest, effort);
  const isRight = nonces.every((nonce, puzzle) => isSolved(begun, effort, puzzle, nonce));
  if (!isRight) throw new Refused("NotSolved");
}

/** An Ed25519 private key in PKCS #8 (RFC 8410) around its 32 bytes. */
const pkcs8 = (seed) => concat(fromHex("302e020100300506032b657004220420"), seed);

async function sign(seed, text) {
  const key = await crypto.subtle.importKey("pkcs8", pkcs8(seed), "Ed25519", false, ["sign"]);
  return toBase64(new Uint8Array(await crypto.subtle.sign("Ed25519", key, toBytes(text))));
}

// The files

function trustOf({ trust }) {
  const { hotline, root, least_sequence: leastSequence } = trust;
  return { hotline, root: fromBase64(root, 32), leastSequence: BigInt(leastSequence) };
}

const verify = (entry) => verifyKeyDocument(toBytes(entry.document), trustOf(entry), entry.now);

/** Members and sets turned round come out in the one form. */
function isWritten(text) {
  const turned = Object.fromEntries(Object.entries(JSON.parse(text)).reverse());
  for (const menu of ["content_types", "payment_methods"]) {
    if (turned[menu]) turned[menu] = [...turned[menu].toReversed(), ...turned[menu]];
  }
  same(toText(writeReport(turned)), text);
}

async function keyDocument(entry) {
  const certificate = await sign(fromHex(entry.root_seed), `sealed-report v1 certificate\n${entry.certificate.text}`);
  same(certificate, entry.certificate.signature);
  const config = await sign(fromHex(entry.signer_seed), `sealed-report v1 key config\n${entry.config.text}`);
  same(config, entry.config.signature);
  const verified = await verify(entry);
  same(toHex(verified.key_id), entry.key_id);
  same(suiteOf(verified.public_key), SUITES[entry.suite]);
}

async function message(entry) {
  const config = parseConfig(entry.config);
  const [privateKey, posted, report] = [fromHex(entry.private_key), fromBase64(entry.message), toBytes(entry.report)];
  same(toHex(config.key_id), entry.key_id);
  same(toHex(messageInfo(config)), entry.info);
  const opened = await open(config, privateKey, posted);
  sameBytes(unpad(opened.plaintext), report);
  sameBytes(opened.receipt, parseReceipt(toBytes(JSON.stringify({ receipt: entry.receipt }))));
  same(toHex(digestOf(posted)), entry.digest);
  isWritten(entry.report);
  // With the same randomness, and with another.
  const again = await seal(config, pad(report), undefined, { ekm: fromHex(entry.randomness) });
  sameBytes(again.message, posted);
  sameBytes(again.receipt, opened.receipt);
  const other = await seal(config, pad(report));
  const reopened = await open(config, privateKey, other.message);
  sameBytes(reopened.plaintext, opened.plaintext);
  sameBytes(reopened.receipt, other.receipt);
  same(toHex(other.receipt) === toHex(opened.receipt), false);
}

async function proofOfWork(entry, files) {
  const posted = fromBase64(files.messages.get(entry.message).message);
  const digest = digestOf(posted);
  same(toHex(digest), entry.digest);
  const challenge = parseChallenge(toBytes(JSON.stringify(entry.challenge)));
  const proof = await solve(challenge, digest);
  same(numbers(proof).slice(2).join(), entry.nonces.join());
  same(toHex(proof), entry.proof);
  checkProof(proof, challenge.seed, digest);
  const proven = withProof(posted, proof);
  sameBytes(digestOf(proven), digest);
  same(proven.length, posted.length);
}

const effort = (entry) => same(effortToSpend(entry.challenge_effort, entry.pow_floor), entry.effort);

const report = (entry) => isWritten(entry.report);

function padding(entry) {
  const block = pad(toBytes(entry.text), entry.block_bytes);
  same(toHex(block), entry.block);
  sameBytes(unpad(block), toBytes(entry.text));
}

/** The package's own steps, with answers to its posts that are given. */
async function oneTry(entry, files) {
  const { key, challenge } = files;
  const answers = [...entry.answers];
  let documents = 0;
  const answer = (status, body) => ({ status, retryAfter: null, body: toBytes(body) });
  const ask = async (path, posted) => {
    if (path === "/v1/key-config") {
      documents += 1;
      return answer(200, key.document);
    }
    if (path === "/v1/proof-of-work") return answer(200, JSON.stringify(challenge));
    const { receipt } = await open(parseConfig(key.config.text), fromHex(key.private_key), posted);
    return answer(answers.shift(), JSON.stringify({ receipt: toBase64Url(receipt) }));
  };
  const outcome = await attempt({ trust: trustOf(key), now: () => key.now, ask }, pad(toBytes("{}"))).then(
    () => "received",
    (error) => (error instanceof Failed ? error.outcome : Promise.reject(error)),
  );
  same(outcome, entry.outcome);
  same(answers.length, 0);
  same(documents, entry.key_documents);
}

const wait = (entry) => same(secondsToWait(entry.failures, entry.retry_after), entry.seconds);

const malformed = {
  key_documents: (entry) => refused(entry, () => verify(entry)),

  public_keys: (entry) =>
    refused(entry, () => {
      const config = { hotline: "example", key_id: new Uint8Array(8), public_key: fromBase64(entry.public_key) };
      return asking(() => seal(config, pad(toBytes("{}"))), Error, "Seal");
    }),

  messages: (entry, files) => {
    const whole = files.messages.get(entry.message);
    const posted = fromBase64(whole.message);
    const end = posted.subarray(entry.at + entry.remove);
    const changed = concat(posted.subarray(0, entry.at), fromHex(entry.insert), end);
    return refused(entry, () => open(parseConfig(whole.config), fromHex(whole.private_key), changed));
  },

  plaintexts: async (entry, files) => {
    const whole = files.messages.get(entry.message);
    const config = parseConfig(whole.config);
    const plaintext = new Uint8Array(8192);
    plaintext.set(toBytes(entry.plaintext));
    const sealed = await seal(config, plaintext, undefined, { info: fromHex(entry.info) });
    return refused(entry, () => receive(config, fromHex(whole.private_key), sealed.message));
  },

  padding: (entry) => refused(entry, () => unpad(fromHex(entry.block))),

  proofs: (entry, files) => {
    const digest = digestOf(fromBase64(files.messages.get(entry.message).message));
    return refused(entry, () => checkProof(fromHex(entry.proof), fromBase64(entry.seed, 32), digest));
  },

  challenges: (entry) => refused(entry, () => asking(() => parseChallenge(toBytes(entry.body)), FormError, "Form")),

  receipts: (entry) => refused(entry, () => asking(() => parseReceipt(toBytes(entry.body)), FormError, "Form")),
};

/** How each file is checked, by its name without ".json". */
const CHECKS = {
  "key-documents": keyDocument,
  messages: message,
  reports: report,
  efforts: effort,
  "proof-of-work": proofOfWork,
  padding,
  tries: oneTry,
  waits: wait,
};

/**
 * Checks all vectors.
 *
 * @param load Gives the JSON of a file, by its name without ".json".
 * @returns The failures, each in a line, and the number of entries that were right.
 */
export async function check(load) {
  const names = [...Object.keys(CHECKS), "malformed", "follow-up"];
  const loaded = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await load(name)])));
  const files = {
    messages: new Map(loaded.messages.map((entry) => [entry.name, entry])),
    key: loaded["key-documents"].find((key) => key.name === "a key for X25519"),
    challenge: loaded["proof-of-work"][0].challenge,
  };
  const lists = [
    ...Object.entries(CHECKS).map(([name, act]) => [name, loaded[name], act]),
    ...Object.entries(loaded.malformed).map(([name, entries]) => [`malformed ${name}`, entries, malformed[name]]),
    ...followUp(loaded["follow-up"]),
  ];
  const failures = [];
  let right = 0;
  for (const [title, entries, act] of lists) {
    if (entries.length === 0) failures.push(`${title}: no entry`);
    for (const entry of entries) {
      try {
        await act(entry, files);
        right += 1;
      } catch (error) {
        failures.push(`${title}: ${entry.name}: ${error}`);
      }
    }
  }
  return { failures, right };
}

if (globalThis.process?.argv[1]?.endsWith("check_vectors.mjs")) {
  const { readFile } = await import("node:fs/promises");
  const vectors = new URL("../../shared/tests/vectors/", import.meta.url);
  const load = async (name) => JSON.parse(await readFile(new URL(`${name}.json`, vectors), "utf8"));
  const { failures, right } = await check(load);
  for (const failure of failures) console.log(failure);
  console.log(`${right} vectors are right, ${failures.length} are not`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
