// "How far a try goes" of shared/PROTOCOL.md, and how long to wait for the next one.

import { Untrusted, verifyKeyDocument } from "./key-document.js";
import { REPORT, seal } from "./message.js";
import { digestOf, effortToSpend, parseChallenge, solve, withProof } from "./proof.js";
import { FormError, kinds, members, readJson } from "./text.js";

/** A try that did not succeed. With the outcome `wait` it may work later; the others are those of `send`. */
export class Failed extends Error {
  /** @param retryAfter The header of that name, if there was an answer with one. */
  constructor(outcome, retryAfter) {
    super(`the report was not sent: ${outcome}`);
    this.outcome = outcome;
    this.retryAfter = retryAfter;
  }
}

const WAITS = [2, 4, 8, 16, 30];

/** Seconds to wait after that many failed tries in a row, before chance. */
export function secondsToWait(failures, retryAfter) {
  const asked = /^[0-9]+$/.test(retryAfter ?? "") ? Number(retryAfter) : Infinity;
  if (asked < 2 ** 32) return Math.min(Math.max(asked, 2), 120);
  return WAITS[Math.min(failures, WAITS.length) - 1];
}

/**
 * One try to send a padded report; a `Failed` if it was not received.
 *
 * @param line The way to the hotline: `ask(path, message)`, `now()` in seconds since 1970, an optional
 *   `signal`, the `version` of the message, and `trust`, which keeps the highest sequence that was believed.
 */
export async function attempt(line, plaintext) {
  const isReceived = (await deliver(line, plaintext)) || (await deliver(line, plaintext));
  if (!isReceived) throw new Failed("refused");
}

/** Whether the report was received; if not, the hotline does not know the key any more. */
async function deliver(line, plaintext) {
  const config = await fetchKey(line);
  const version = line.version ?? REPORT;
  const sealed = await seal(config, plaintext, version);
  // The hotline may ask for more work in the meantime: then the same message gets a second proof.
  for (let proofs = 0; proofs < 2; proofs += 1) {
    const message = await prove(line, sealed.message, Number(config.pow_floor));
    const answer = await line.ask(version.path, message);
    if (answer?.status === 409) return false;
    if (answer?.status === 428) continue;
    return checkReceived(answer, sealed.receipt);
  }
  throw new Failed("wait");
}

async function prove(line, message, floor) {
  const challenge = await fetchChallenge(line);
  const effort = effortToSpend(challenge.effort, floor);
  if (effort === 0) return message;
  return withProof(message, await solve({ ...challenge, effort }, digestOf(message), line.signal));
}

/** "What an answer to a message means". */
function checkReceived(answer, receipt) {
  mayPass(answer);
  if (answer.status < 200 || answer.status > 299) throw new Failed("refused");
  if (answer.status !== 202 || !isReceipt(answer.body, receipt)) throw new Failed("wrong-receipt");
  return true;
}

export const parseReceipt = (body) => members(readJson(body), { receipt: kinds.base64Url(32) }).receipt;

/** In constant time. */
function isReceipt(body, receipt) {
  try {
    return parseReceipt(body).reduce((difference, byte, at) => difference | (byte ^ receipt[at]), 0) === 0;
  } catch (error) {
    if (error instanceof FormError) return false;
    throw error;
  }
}

async function fetchKey(line) {
  const document = await question(line, "/v1/key-config");
  try {
    const config = await verifyKeyDocument(document, line.trust, line.now());
    line.trust.leastSequence = config.sequence;
    return config;
  } catch (error) {
    throw error instanceof Untrusted ? failureOf(error) : error;
  }
}

function failureOf({ reason }) {
  // Receivers that share their keys may differ for a minute.
  if (reason === "Sequence") return new Failed("wait");
  return new Failed(reason === "Time" ? "wrong-clock" : "wrong-key");
}

async function fetchChallenge(line) {
  const body = await question(line, "/v1/proof-of-work");
  try {
    return parseChallenge(body);
  } catch (error) {
    throw error instanceof FormError ? new Failed("refused") : error;
  }
}

/** "What an answer to a question means". */
export async function question(line, path) {
  const answer = await line.ask(path);
  mayPass(answer);
  if (answer.status !== 200) throw new Failed("refused");
  return answer.body;
}

/** Ends the try if the same request may work later. */
function mayPass(answer) {
  const status = answer?.status;
  if (!answer || status === 408 || status === 429 || status >= 500) throw new Failed("wait", answer?.retryAfter);
}
