// Reports that an app seals and sends without the hotline's form: shared/PROTOCOL.md; and answers to what the hotline asks:
// shared/FOLLOW-UP.md.

import { attempt, Failed, question, secondsToWait } from "./send/attempt.js";
import { drawCode, Mailbox, NotRead, readBoard, readCode, writeAnswer, writeAskable } from "./send/follow-up.js";
import { exchange, originOf } from "./send/http.js";
import { ReportError, slug } from "./send/kinds.js";
import { ASKABLE, pad, REPORT } from "./send/message.js";
import { writeReport } from "./send/report.js";
import { fromBase64 } from "./send/text.js";

export { ReportError };

export class Hotline {
  #origin;
  #trust;

  constructor({ origin, id, root }) {
    this.#origin = originOf(origin);
    this.#trust = { hotline: slug(id, "id"), root: rootOf(root), leastSequence: 0n };
  }

  submission(report) {
    return this.#submission(writeReport({ ...report, id: freshId() }), REPORT);
  }

  askable(report) {
    const code = drawCode();
    const json = writeAskable(writeReport({ ...report, id: freshId() }), this.#mailbox(code));
    return { code, submission: this.#submission(json, ASKABLE) };
  }

  async question(code, { signal } = {}) {
    const mailbox = this.#mailbox(code);
    try {
      const line = this.#line(signal);
      const asked = await readBoard(await question(line, "/v2/board"), mailbox, this.#trust, line.now());
      return asked ? { outcome: "asked", question: { id: asked.id, text: asked.text } } : { outcome: "none" };
    } catch (error) {
      if (error instanceof NotRead) return { outcome: error.reason === "Time" ? "wrong-clock" : "forged" };
      if (error instanceof Failed) return { outcome: error.outcome };
      throw error;
    }
  }

  answer({ id }, text) {
    return this.#submission(writeAnswer(freshId(), id, text), ASKABLE);
  }

  #mailbox(code) {
    return new Mailbox(readCode(code), this.#trust.hotline);
  }

  #submission(json, version) {
    return new Submission(pad(json), (signal) => ({ ...this.#line(signal), version }));
  }

  #line(signal) {
    return {
      ask: (path, message) => exchange(this.#origin + path, message, signal),
      now: () => Math.floor(Date.now() / 1000),
      trust: this.#trust,
      signal,
    };
  }
}

function rootOf(root) {
  try {
    return fromBase64(root, 32);
  } catch {
    throw new TypeError("root: has to be the hotline's root key, 32 bytes in base64");
  }
}

const freshId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

class Submission {
  #plaintext;
  #line;
  /** The outcome to come, from the first call of `send` until it is known that the report was not received. */
  #outcome;
  #wiped = new AbortController();

  constructor(plaintext, line) {
    this.#plaintext = plaintext;
    this.#line = line;
  }

  send(options = {}) {
    this.#outcome ??= this.#deliver(options).then(
      (outcome) => this.#end(outcome),
      (error) => {
        this.#outcome = undefined;
        throw error;
      },
    );
    return this.#outcome;
  }

  wipe() {
    this.#wiped.abort();
    this.#plaintext.fill(0);
  }

  #end(outcome) {
    if (outcome === "received") this.#plaintext.fill(0);
    else this.#outcome = undefined;
    return outcome;
  }

  async #deliver({ signal, onWait }) {
    const { signal: wiped } = this.#wiped;
    const stop = signal ? AbortSignal.any([signal, wiped]) : wiped;
    for (let failures = 1; ; failures += 1) {
      stop.throwIfAborted();
      const failure = await this.#attempt(stop);
      if (failure?.outcome !== "wait") return failure?.outcome ?? "received";
      const seconds = secondsToWait(failures, failure.retryAfter) * (1 + Math.random());
      onWait?.(seconds);
      await sleep(seconds * 1000, stop);
    }
  }

  async #attempt(stop) {
    try {
      return await attempt(this.#line(stop), this.#plaintext);
    } catch (error) {
      if (error instanceof Failed) return error;
      throw error;
    }
  }
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
}
