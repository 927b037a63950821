// "Report" of shared/PROTOCOL.md: the members, in the order of its tables, and the one way to write them.

import * as kinds from "./kinds.js";
import { PLAINTEXT_BYTES } from "./message.js";
import { toBytes } from "./text.js";

const { ReportError } = kinds;

const MOST_LOCATIONS = 20;

const oneOf = (...menu) => (value, member) => {
  if (!menu.includes(value)) throw new ReportError(member, `one of ${menu.join(", ")} is required here`);
  return value;
};

/** In the order of the menu, each value once; `undefined`, which leaves it out, if there is none. */
const setOf = (...menu) => (value, member) => {
  const isSet = Array.isArray(value) && value.every((one) => menu.includes(one));
  if (!isSet) throw new ReportError(member, `a list of ${menu.join(", ")} is required here`);
  return value.length === 0 ? undefined : menu.filter((one) => value.includes(one));
};

const boolean = (value, member) => {
  if (typeof value !== "boolean") throw new ReportError(member, "true or false is required here");
  return value;
};

const onlyTrue = (value, member) => boolean(value, member) || undefined;

/** The members of an object, each checked, in the order of `shape`. */
function objectOf(shape, value, member = "") {
  if (typeof value !== "object" || value === null) throw new ReportError(member || "the report", "an object is required");
  const path = (name) => (member ? `${member}.${name}` : name);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) throw new ReportError(path(unknown), "no such member is known");
  const given = Object.keys(shape).filter((name) => value[name] !== undefined);
  const checked = given.map((name) => [name, shape[name](value[name], path(name))]);
  return Object.fromEntries(checked.filter(([, value]) => value !== undefined));
}

function required(object, names, member = "") {
  const missing = names.find((name) => object[name] === undefined);
  if (missing !== undefined) throw new ReportError(member ? `${member}.${missing}` : missing, "is missing");
}

/** "Locations": the members of each type, those that are required, and those of which one is enough. */
const LOCATIONS = {
  web: { members: { url: kinds.web, referrer: kinds.web }, required: ["url"] },
  social: {
    members: { platform: kinds.name, url: kinds.web, handle: kinds.name, posted_on: kinds.date },
    required: ["platform"],
    oneOf: ["url", "handle"],
  },
  chat: { members: { app: kinds.name, handle: kinds.name }, required: ["app"] },
  game: { members: { name: kinds.name, handle: kinds.name }, required: ["name"] },
  newsgroup: {
    members: {
      group: kinds.name,
      server: kinds.name,
      sender: kinds.name,
      date: kinds.date,
      subject: kinds.name,
    },
    required: ["group"],
  },
  file_sharing: {
    members: { file_name: kinds.name, search_terms: kinds.name, magnet: kinds.magnet, client: kinds.name },
    required: [],
    oneOf: ["file_name", "search_terms", "magnet"],
  },
  onion: { members: { url: kinds.onion }, required: ["url"] },
  email: { members: { sender: kinds.email, subject: kinds.name, date: kinds.date }, required: ["sender"] },
  other: { members: { text: kinds.text(1000) }, required: ["text"] },
};

function location(value, member) {
  const type = oneOf(...Object.keys(LOCATIONS))(value?.type, `${member}.type`);
  const { members, required: needed, oneOf: several } = LOCATIONS[type];
  const checked = objectOf({ type: oneOf(type), ...members }, value, member);
  required(checked, needed, member);
  if (several && !several.some((name) => checked[name] !== undefined)) {
    throw new ReportError(member, `one of ${several.join(", ")} is required`, "Location");
  }
  return checked;
}

function locations(value, member) {
  if (!Array.isArray(value)) throw new ReportError(member, "a list is required here");
  if (value.length < 1 || value.length > MOST_LOCATIONS) {
    throw new ReportError(member, `1 to ${MOST_LOCATIONS} are required`, "Locations");
  }
  return value.map((one, index) => location(one, `${member}[${index}]`));
}

function credentials(value, member) {
  const checked = objectOf({ user: kinds.name, password: kinds.name }, value, member);
  required(checked, ["user", "password"], member);
  return checked;
}

const REPORT = {
  id: kinds.reportId,
  category: oneOf("csam", "grooming", "sextortion", "hate_speech", "other"),
  locations,
  observed_on: kinds.date,
  description: kinds.text(2000),
  content_types: setOf("image", "video", "text", "audio", "live", "link"),
  age_hint: oneOf("infant", "prepubescent", "pubescent", "unknown"),
  child_in_danger: boolean,
  paid_access: oneOf("yes", "no", "unknown"),
  payment_methods: setOf("card", "bank_transfer", "online_wallet", "cryptocurrency", "gift_card", "phone", "other"),
  site_credentials: credentials,
  contact: kinds.email,
  feedback: onlyTrue,
  good_faith: onlyTrue,
  language: kinds.language,
  partner: kinds.slug,
};

/** A report's only form, in bytes; a `ReportError` if no hotline would take it. */
export function writeReport(value) {
  const report = objectOf(REPORT, value);
  required(report, ["id", "category", "locations", "language"]);
  const { category, description, good_faith: goodFaith, contact, feedback } = report;
  if (["grooming", "hate_speech"].includes(category) && description === undefined) {
    throw new ReportError("description", "is required for this category", "Description");
  }
  if (category === "hate_speech" && !goodFaith) {
    throw new ReportError("good_faith", "has to be true for this category", "GoodFaith");
  }
  if (contact !== undefined && !feedback) {
    throw new ReportError("feedback", "has to be true if there is a contact", "Contact");
  }
  const bytes = toBytes(JSON.stringify(report));
  if (bytes.length > PLAINTEXT_BYTES) throw new ReportError("the report", `at most ${PLAINTEXT_BYTES} bytes fit`);
  return bytes;
}
