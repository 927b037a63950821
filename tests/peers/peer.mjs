// HPKE as `@hpke/core` does it: a request on each line of the input, an answer on each line of the
// output. Bytes travel as base64; `key` is a public key to seal to, or the seed of a private one.
//
//   { "do": "seal", suite, key, info, plaintext }        →  { enc, ciphertext, receipt }
//   { "do": "open", suite, key, info, enc, ciphertext }  →  { plaintext, receipt }, or {}

import { createInterface } from "node:readline";

import { exportReceipt, hpke, SUITES } from "../../widget/npm/send/message.js";

const ACTS = {
  async seal(suite, { key, info, plaintext }) {
    const recipientPublicKey = await suite.kem.deserializePublicKey(key);
    const context = await suite.createSenderContext({ recipientPublicKey, info });
    const ciphertext = await context.seal(plaintext);
    return { enc: context.enc, ciphertext, receipt: await exportReceipt(context) };
  },

  async open(suite, { key, info, enc, ciphertext }) {
    const recipientKey = await suite.kem.deserializePrivateKey(key);
    const context = await suite.createRecipientContext({ recipientKey, enc, info });
    try {
      return { plaintext: await context.open(ciphertext), receipt: await exportReceipt(context) };
    } catch (error) {
      if (error.name === "OpenError") return {};
      throw error;
    }
  },
};

/** Every value of an object, decoded or encoded. */
const each = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

const decode = (base64) => new Uint8Array(Buffer.from(base64, "base64")).buffer;
const encode = (bytes) => Buffer.from(bytes).toString("base64");

for await (const line of createInterface({ input: process.stdin })) {
  const { do: act, suite, ...values } = JSON.parse(line);
  const ciphers = hpke(SUITES[suite]);
  const answer = await ACTS[act](ciphers, each(values, decode));
  console.log(JSON.stringify(each(answer, encode)));
}
