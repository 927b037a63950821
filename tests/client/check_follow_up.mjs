// Holds the npm package's way to be asked against the vectors of shared/FOLLOW-UP.md: "Check yourself" there.

import { Mailbox, NotRead, readBoard, readCode, writeAnswer, writeAskable } from "../../widget/npm/send/follow-up.js";
import { parseConfig } from "../../widget/npm/send/key-document.js";
import { ReportError } from "../../widget/npm/send/kinds.js";
import { ASKABLE, hpke, messageInfo, PROOF, seal, pad, suiteOf } from "../../widget/npm/send/message.js";
import { writeReport } from "../../widget/npm/send/report.js";
import { concat, fromBase64, toBytes, toText } from "../../widget/npm/send/text.js";

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function same(got, expected) {
  if (got !== expected) throw new Error(`got ${String(got).slice(0, 200)}, expected ${String(expected).slice(0, 200)}`);
}

function isNoCode(typed) {
  try {
    readCode(typed);
  } catch (error) {
    if (error instanceof ReportError) return;
    throw error;
  }
  throw new Error("was accepted");
}

async function read(vectors, board, now) {
  const trust = { hotline: vectors.hotline, root: fromBase64(vectors.root, 32) };
  const mailbox = new Mailbox(readCode(vectors.code), vectors.hotline);
  try {
    const question = await readBoard(board, mailbox, trust, now);
    return question ? JSON.stringify({ ...question, until: Number(question.until) }) : "None";
  } catch (error) {
    if (error instanceof NotRead) return error.reason;
    throw error;
  }
}

/** The content of a message of version 2, as a receiver opens it. */
async function open(config, privateKey, message) {
  same(message[7], 2);
  const [enc, ciphertext] = [message.slice(PROOF.end, -8208), message.slice(-8208)];
  const suite = hpke(suiteOf(config.public_key));
  const recipientKey = await suite.kem.deserializePrivateKey(privateKey);
  const context = await suite.createRecipientContext({ recipientKey, enc, info: messageInfo(config, ASKABLE) });
  const block = new Uint8Array(await context.open(ciphertext));
  return toText(block.subarray(0, block.indexOf(0)));
}

/** What the package writes of the same values. */
function written(vectors, { askable, answer }) {
  if (answer) return writeAnswer(answer.id, answer.question, answer.text);
  return writeAskable(writeReport(askable.report), new Mailbox(readCode(vectors.code), vectors.hotline));
}

async function message(vectors, { message: posted, plaintext }) {
  const [config, privateKey] = [parseConfig(vectors.config), fromHex(vectors.private_key)];
  same(await open(config, privateKey, fromBase64(posted)), plaintext);
  const content = written(vectors, JSON.parse(plaintext));
  same(toText(content), plaintext);
  const again = await seal(config, pad(content), ASKABLE);
  same(await open(config, privateKey, again.message), plaintext);
}

/** The lists of entries of the file, each with its title and its check. */
export function lists(vectors) {
  const board = fromBase64(vectors.board);
  const changed = ({ at, remove, insert }) =>
    concat(board.subarray(0, at), fromHex(insert), board.subarray(at + remove));
  const mailbox = new Mailbox(readCode(vectors.code), vectors.hotline);
  const keys = [
    ["mailbox_key", mailbox.key],
    ["mailbox", mailbox.name],
    ["tag", mailbox.tag(BigInt(Math.floor(vectors.now / 3600)))],
    ["slot_key", mailbox.slotKey(fromHex(vectors.salt))],
  ];
  const named = (entries) => entries.map((entry, at) => ({ name: `entry ${at}`, entry }));
  return [
    ["codes", named(vectors.typed), ({ entry }) => same(readCode(entry), vectors.code)],
    ["no codes", named(vectors.wrong), ({ entry }) => isNoCode(entry)],
    ["keys", keys.map(([name, key]) => ({ name, key })), ({ name, key }) => same(toHex(key), vectors[name])],
    [
      "boards",
      [{ name: "the board", at: 0, remove: 0, insert: "", error: JSON.stringify(vectors.question) }, ...vectors.unread],
      async (entry) => same(await read(vectors, changed(entry), entry.now ?? vectors.now), entry.error),
    ],
    ["messages", named(vectors.messages), ({ entry }) => message(vectors, entry)],
  ];
}
