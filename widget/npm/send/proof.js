// "Proof of work" of shared/PROTOCOL.md.

import { sha256 } from "@noble/hashes/sha2.js";

import { PROOF } from "./message.js";
import { concat, kinds, members, readJson, toBytes, uint32 } from "./text.js";

const PUZZLES = 16;
const MOST_EFFORT = 524_288;

/** Hashes between two readings of the clock. */
const SLICE_HASHES = 500;

/** Milliseconds of hashing after which the page may handle events. */
const SLICE_MS = 20;

const CHALLENGE = { number: kinds.number(32), seed: kinds.base64(32), effort: kinds.number(32) };

export function parseChallenge(body) {
  const { number, seed, effort } = members(readJson(body), CHALLENGE);
  return { number: Number(number), seed, effort: Number(effort) };
}

/** Hashes that each puzzle takes on average; 0: no proof is needed. */
export const effortToSpend = (asked, floor) => Math.min(Math.max(asked, floor), MOST_EFFORT);

/** The message without its proof, hashed: a proof is good for this message alone. */
export const digestOf = (message) => sha256(concat(message.subarray(0, PROOF.begin), message.subarray(PROOF.end)));

export function withProof(message, proof) {
  return concat(message.subarray(0, PROOF.begin), proof, message.subarray(PROOF.end));
}

/** The state of the hash behind the bytes that all puzzles begin with. */
export function beginPuzzles(seed, digest, effort) {
  return sha256.create().update(concat(toBytes("sealed-report v1 puzzle"), seed, digest, uint32(effort)));
}

export function isSolved(begun, effort, puzzle, nonce) {
  const hash = begun.clone().update(concat(Uint8Array.of(puzzle), uint32(nonce))).digest();
  return new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) <= (2n ** 64n - 1n) / BigInt(effort);
}

/** The 72 bytes of proof for a challenge whose effort is not 0. The page stays responsive meanwhile. */
export async function solve({ number, seed, effort }, digest, signal) {
  const begun = beginPuzzles(seed, digest, effort);
  const pause = pauses(signal);
  const nonces = [];
  for (let nonce = 0; nonces.length < PUZZLES; nonce += 1) {
    if (nonce % SLICE_HASHES === 0) await pause();
    if (!isSolved(begun, effort, nonces.length, nonce)) continue;
    nonces.push(nonce);
    nonce = -1;
  }
  return concat(...[number, effort, ...nonces].map(uint32));
}

/** Lets others run whenever a slice of time is over. */
function pauses(signal) {
  let begin = Date.now();
  return async () => {
    if (Date.now() - begin < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    begin = Date.now();
  };
}
