// Whoever uses the device next finds nothing: not by the button "back", not by a new tab, not on the disk.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { DESK, INTAKE, ask, at, comeToDesk, fillIn, follow, hostPage, newPage, openForm, press, scenario, snippet, type, until } from "./harness.mjs";

const SENTINEL = "sentinel-8f1c";
/** Words of a report that the test sends. */
const WORDS = "What was seen.";
const CONTROL = "control-51d0";
const REPORT = { url: `https://${SENTINEL}.example/`, description: `${SENTINEL}, and more` };

/** The folder in which this browser keeps everything. */
function profileOf(browser) {
  const given = browser.process().spawnargs.join("\n");
  return /^--user-data-dir=(.+)$/m.exec(given)?.[1] ?? /^--?profile\n(.+)$/m.exec(given)[1];
}

/** What Firefox compresses (LZ4, behind twelve bytes of its own), as it was before; all else as it is. */
function plain(bytes) {
  if (!bytes.subarray(0, 6).equals(Buffer.from("mozLz4"))) return bytes;
  const out = [];
  let at = 12;
  const length = (most) => {
    let sum = most;
    if (most === 15) do sum += bytes[at]; while (bytes[at++] === 255);
    return sum;
  };
  while (at < bytes.length) {
    const token = bytes[at++];
    for (let left = length(token >> 4); left; left -= 1) out.push(bytes[at++]);
    if (at >= bytes.length) break;
    const back = bytes.readUInt16LE(at);
    at += 2;
    for (let left = length(token & 15) + 4; left; left -= 1) out.push(out[out.length - back]);
  }
  return Buffer.from(out);
}

/** The files of a folder that have this text in them, in UTF-8 or UTF-16. */
async function filesWith(folder, text) {
  const wanted = ["utf8", "utf16le"].map((encoding) => Buffer.from(text, encoding));
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // Browsers remove files at any time.
    const bytes = entry.isFile() ? plain(await readFile(path).catch(() => Buffer.of())) : Buffer.of();
    if (wanted.some((text) => bytes.includes(text))) found.push(path);
  }
  return found;
}

/** All texts of a page, and all that is filled in on it. */
const shown = async (page) => {
  const all = () => [document.body.textContent, ...[...document.querySelectorAll("input, textarea")].map(({ value }) => value)];
  const parts = await Promise.all(page.frames().map((frame) => frame.evaluate(all)));
  return parts.flat().join("\n");
};

/** Leaves the page for another, and comes back by the button. */
async function thereAndBack(page, host) {
  const address = await page.evaluate(() => location.href);
  await page.goto(host.add("/next", hostPage("The next page")));
  await page.evaluate(() => void setTimeout(() => history.back()));
  await until("the page is back", () => page.evaluate((address) => location.href === address, address));
}

/** What is typed into the form is gone when somebody comes back to it. */
async function typed(browser, host, address, open) {
  // Each part has a tab of its own: Firefox says little of a page that comes back.
  const page = await newPage(browser);
  await page.goto(address);
  await fillIn(await open(page), REPORT);
  assert.ok((await shown(page)).includes(SENTINEL));
  await thereAndBack(page, host);
  await until("all is there again", () => page.$("report-button a, main[data-step]"));
  assert.ok(!(await shown(page)).includes(SENTINEL), `${address} comes back as it was left`);
}

/** What the desk shows is gone when its analyst has logged out. */
async function read(browser) {
  const page = await newPage(browser);
  await comeToDesk(page);
  await page.goto(`${DESK}/`);
  await follow(page, () => press(page, 'form[action="/take"] button'));
  assert.ok((await shown(page)).includes(WORDS));
  await follow(page, () => press(page, "form.who button"));
  await page.evaluate(() => void setTimeout(() => history.back()));
  await until("the desk asks who comes", () => page.$("#password"));
  assert.ok(!(await shown(page)).includes(WORDS), "the desk's page comes back as it was left");
}

/** What is typed into a page that does not forbid it comes to the disk, so the search is a fair one. */
async function stored(browser, host) {
  const page = await newPage(browser);
  await page.goto(host.add("/control", hostPage('<input id="control">')));
  await type(page, "#control", CONTROL);
  const profile = profileOf(browser);
  await until("the control is on the disk", async () => (await filesWith(profile, CONTROL)).length);
  for (const text of [SENTINEL, WORDS]) assert.deepEqual(await filesWith(profile, text), []);
}

await scenario(async (browser, host) => {
  await typed(browser, host, `${INTAKE}/p/sid-2027`, async (page) => ((await at(page, "where")), page));
  await typed(browser, host, host.add("/", hostPage(snippet())), openForm);
  await ask("send some reports");
  await read(browser);
  await stored(browser, host);
}, { preferences: { "browser.sessionstore.interval": 1000, "browser.sessionstore.interval.idle": 1000 } });
