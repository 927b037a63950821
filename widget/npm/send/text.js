// "Words and notation" of shared/PROTOCOL.md: bytes, base64 and JSON, read strictly.

/** A text from the hotline that does not have the form of the protocol. */
export class FormError extends Error {}

/** No document of the protocol has more bytes. */
const MOST_BYTES = 4096;

const encoder = new TextEncoder();
// A byte order mark stays in the text, where the reader below refuses it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A text's bytes in UTF-8. */
export const toBytes = (text) => encoder.encode(text);

/** The text of bytes in UTF-8. */
export function toText(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FormError("not UTF-8");
  }
}

/** Puts byte arrays together. */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A number of 4 bytes, big endian. */
export const uint32 = (number) => Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);

const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
const toBase64Url = (bytes) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function decode(text, standard, encode, length) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(standard), (char) => char.charCodeAt(0));
  } catch {
    throw new FormError("not base64");
  }
  // `atob` skips white space, and takes unused bits and a missing padding.
  if (encode(bytes) !== text || (length ?? bytes.length) !== bytes.length) throw new FormError("not base64");
  return bytes;
}

/** The bytes of base64 with padding (RFC 4648, section 4). */
export const fromBase64 = (text, length) => decode(text, text, toBase64, length);

/** The bytes of base64url without padding (RFC 4648, section 5). */
export const fromBase64Url = (text, length) =>
  decode(text, text.replaceAll("-", "+").replaceAll("_", "/"), toBase64Url, length);

const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const TOKEN = new RegExp(String.raw`[\t\n\r ]*([{}:,]|0|[1-9][0-9]*|${STRING})[\t\n\r ]*`, "y");

/**
 * Reads JSON that consists of objects, strings and whole numbers, as all documents of the protocol do:
 * objects as a `Map`, numbers as a `BigInt`. `JSON.parse` takes names that stand twice, and rounds.
 */
export function readJson(bytes) {
  if (bytes.length > MOST_BYTES) throw new FormError("too long");
  const text = toText(bytes);
  let at = 0;
  const next = () => {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new FormError("not the JSON of the protocol");
    at = TOKEN.lastIndex;
    return token;
  };
  const value = readValue(next);
  if (at !== text.length) throw new FormError("something stands behind the JSON");
  return value;
}

function readValue(next) {
  const token = next();
  if (token === "{") return readObject(next);
  return /^[0-9]/.test(token) ? BigInt(token) : readString(token);
}

function readObject(next) {
  const members = new Map();
  let token;
  do {
    const name = readString(next());
    if (members.has(name) || next() !== ":") throw new FormError("a name stands twice, or without a value");
    members.set(name, readValue(next));
    token = next();
  } while (token === ",");
  if (token !== "}") throw new FormError("an object does not end");
  return members;
}

function readString(token) {
  const text = token.startsWith('"') ? JSON.parse(token) : undefined;
  if (!text?.isWellFormed()) throw new FormError("a string was expected");
  return text;
}

/** The members of an object that `readJson` gave: exactly those of `kinds`, each read by its kind. */
export function members(value, kinds) {
  const names = Object.keys(kinds);
  if (!(value instanceof Map) || value.size !== names.length) throw new FormError("other members were expected");
  return Object.fromEntries(names.map((name) => [name, kinds[name](value.get(name))]));
}

/** Kinds of members. */
export const kinds = {
  string(value) {
    if (typeof value !== "string") throw new FormError("a string was expected");
    return value;
  },
  base64: (length) => (value) => fromBase64(kinds.string(value), length),
  base64Url: (length) => (value) => fromBase64Url(kinds.string(value), length),
  number: (bits) => (value) => {
    if (typeof value !== "bigint" || value >> BigInt(bits)) throw new FormError("a number was expected");
    return value;
  },
};
