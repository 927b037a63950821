// "Kinds of text" of shared/PROTOCOL.md.

/** A report that no hotline would take. It names the member, never its value. */
export class ReportError extends Error {
  /**
   * @param rule The name of the rule in "What goes with what", if it is one of several members.
   */
  constructor(member, reason, rule) {
    super(`${member}: ${reason}`);
    this.name = "ReportError";
    this.member = member;
    this.rule = rule;
  }
}

const ENDS = /^\p{White_Space}+|\p{White_Space}+$/gu;
const SEVERAL_WORDS = /[\p{White_Space}\p{Cc}]/u;

/**
 * A kind of text: its check gives the text without white space at its ends, or a `ReportError`.
 *
 * @param most Characters (Unicode scalar values) at most.
 * @param fits Whether a text has the form of the kind.
 * @param form The form, in words.
 */
const kind = (most, form, fits) => (value, member) => {
  const text = typeof value === "string" && value.isWellFormed() ? value.replace(ENDS, "") : "";
  if (text === "") throw new ReportError(member, "a text is required here");
  if ([...text].length > most) throw new ReportError(member, `at most ${most} characters fit`);
  if (!fits(text)) throw new ReportError(member, `${form} is required here`);
  return text;
};

/** The host of a web address, or `undefined` if the text is no web address ("Hosts"). */
function hostOf(address) {
  const authority = /^https?:\/\/([^/?#\\]*)/i.exec(address)?.[1];
  if (authority === undefined || SEVERAL_WORDS.test(address)) return undefined;
  const behindAt = authority.slice(authority.lastIndexOf("@") + 1);
  const host = behindAt.startsWith("[") ? behindAt : behindAt.split(":", 1)[0];
  return /[^.]/.test(host) ? host : undefined;
}

const ONION = /^(?:.*\.)?(?:[a-z2-7]{56}|[a-z2-7]{16})\.onion\.*$/i;
const isOnion = (text) => ONION.test(hostOf(text) ?? "");

function isEmail(text) {
  const at = text.lastIndexOf("@");
  return at > 0 && at < text.length - 1 && !SEVERAL_WORDS.test(text);
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:T(?:[01]\d|2[0-3]):[0-5]\d(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;

function isDate(text) {
  const [year, month, day] = (DATE.exec(text) ?? []).slice(1).map(Number);
  // The Gregorian calendar repeats after 400 years; `Date` takes years below 100 for others.
  const date = new Date(Date.UTC(2000 + (year % 400), month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const onOneLine = (text) => !/[\n\r\u2028\u2029]/.test(text);
const matches = (pattern) => (text) => pattern.test(text);

export const text = (most) => kind(most, "a text", () => true);
export const name = kind(200, "a text on one line", onOneLine);
export const magnet = kind(1000, "a text on one line", onOneLine);
export const web = kind(2048, "an address that begins with http:// or https://", (text) => hostOf(text) !== undefined);
export const onion = kind(2048, "the address of a hidden service", isOnion);
export const email = kind(254, "an email address", isEmail);
export const date = kind(22, "a date such as 2027-02-09", isDate);
export const language = kind(35, "a language such as en", matches(/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i));
export const slug = kind(40, "a name of a-z, 0-9 and -", matches(/^[a-z0-9-]+$/));
export const reportId = kind(32, "32 lower-case hexadecimal digits", matches(/^[0-9a-f]{32}$/));
