// A reporter who stays anonymous lets the hotline ask something, writes a code down, comes back with it in another profile
// of the browser, and answers.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { INTAKE, ask, at, fillIn, focused, left, newPage, press, type, until, words } from "./harness.mjs";
import { pressAt, typeAt } from "./keyboard.mjs";

const QUESTION = "في أي مجموعة كان ذلك؟";
const ANSWER = "في المجموعة الثانية.";
const FORM = `${INTAKE}/p/sid-2027`;
const RETURN = `${INTAKE}/answer`;

/** The paths of the requests to the intake, in order. */
export function watched(page) {
  const paths = [];
  page.on("request", (request) => request.url().startsWith(INTAKE) && paths.push(new URL(request.url()).pathname));
  return paths;
}

const ofFollowUp = (paths) => paths.filter((path) => path.includes("/follow-up/")).map((path) => path.split("/").at(-1));

/** Everything that a page and its browser keep of what was typed or shown. */
const kept = (page) =>
  page.evaluate(async () => {
    const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
    const names = async (list) => JSON.stringify((await list?.()) ?? []);
    return [
      document.documentElement.outerHTML,
      document.title,
      location.href,
      document.cookie,
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]),
      await names(() => indexedDB.databases()),
      await names(() => globalThis.caches?.keys()),
      ...fields,
    ].join("\n");
  });

/** No two groups of a code that follow one another are kept. */
async function keepsNothing(page, code, what) {
  const digits = (await kept(page)).replace(/[\s-]/g, "");
  const groups = code.split(" ");
  const pairs = groups.slice(1).map((group, at) => groups[at] + group);
  for (const pair of pairs) assert.ok(!digits.includes(pair), what);
}

/** Fills in a report and sends it with the choice to be asked. Gives the code. */
export async function report(page, description, look = async () => {}) {
  const paths = watched(page);
  await page.goto(FORM);
  await at(page, "where");
  assert.deepEqual(ofFollowUp(paths), [], "nothing of it belongs to the first load");
  await fillIn(page, { url: "https://bad.example/asked", description });
  await page.waitForSelector("#ask-me");
  assert.equal(await page.$eval("#ask-me", (box) => box.checked), false, "off by default");
  assert.ok(!ofFollowUp(paths).some((name) => name.includes("wasm")), "nor what nobody has chosen yet");
  await look("review");
  await pressAt(page, "#ask-me", " ");
  await pressAt(page, "#send");
  await at(page, "sent");
  const code = await page.$eval("#the-code", (list) => [...list.children].map((group) => group.textContent).join(" "));
  assert.match(code, /^(\d{4} ){7}\d{4}$/);
  await look("sent");
  await copyBack(page, code, look);
  await keepsNothing(page, code, "the code is gone once it was copied");
  return code;
}

/** Whether the buttons with which a report ends can be pressed. */
const canGoOn = (page) => page.$eval("#again", (button) => button.checkVisibility());

async function copyBack(page, code, look) {
  assert.equal(await canGoOn(page), false);
  await pressAt(page, "#written");
  await focused(page, "#code-title");
  await keepsNothing(page, code, "the code is hidden while it is copied");
  const fields = await page.$$eval('[id^="group-"]', (all) => all.map((field) => field.id));
  assert.equal(fields.length, 2);
  for (const field of fields) await type(page, `#${field}`, "0000");
  await press(page, "#copied");
  await page.waitForSelector("#copy-error");
  const typed = await page.$$eval('[id^="group-"]', (all) => all.map((field) => field.value));
  assert.deepEqual(typed, ["0000", "0000"], "what was typed is still there");
  await look("sent");
  // Whoever cannot copy it looks again.
  await press(page, "#show-code");
  await page.waitForSelector("#the-code");
  await press(page, "#written");
  const asked = await page.$$eval('[id^="group-"]', (all) => all.map((field) => field.id));
  const groups = code.split(" ");
  for (const field of asked) await type(page, `#${field}`, groups[Number(field.split("-")[1])]);
  assert.equal(await canGoOn(page), false);
  await press(page, "#copied");
  await page.waitForFunction(() => document.querySelector("#again").checkVisibility());
}

/** Looks for the question under a code that somebody types so, and waits for the view to which that leads. */
export async function lookFor(page, typed, view) {
  await page.$eval("#code", (field) => (field.value = ""));
  await type(page, "#code", typed);
  await page.keyboard.press("Enter");
  await at(page, view);
}

/** A code as somebody types it on an Arabic keypad. */
const inArabic = (code) => code.replace(/\d/g, (digit) => "٠١٢٣٤٥٦٧٨٩"[digit]);

const otherDigit = (code) => code.replace(/\d$/, (digit) => (Number(digit) + 1) % 10);

/** The whole way. `look` checks how each view looks. */
export async function wholeWay(browser, look = async () => {}) {
  const page = await newPage(browser, 320, 640);
  const code = await report(page, "let the hotline ask", look.bind(undefined, page));
  await press(page, "#leave");
  await left(page, INTAKE);
  await page.close();

  await ask(`ask the next reporter: ${QUESTION}`);
  const profile = await browser.createBrowserContext();
  const later = await newPage(profile, 320, 640);
  const paths = watched(later);
  await later.goto(`${RETURN}#ar`);
  await at(later, "code");
  assert.equal(await later.evaluate(() => document.documentElement.dir), "rtl");
  await look(later, "code");
  await lookFor(later, code.slice(0, -1), "code");
  await later.waitForSelector("#code-error");
  await focused(later, "#code");
  await lookFor(later, otherDigit(code), "code");
  await look(later, "code");
  assert.ok(!paths.includes("/v2/board"), "a wrong code asks nobody");
  await lookFor(later, code, "none");
  await look(later, "none");
  await ask("let an hour pass");
  await until("the question is there", async () => {
    const view = await later.$eval("#form", (main) => main.dataset.step);
    if (["none", "away"].includes(view)) await press(later, "#again");
    return view === "asked";
  });
  assert.equal(await later.$eval("#question", (text) => text.textContent), QUESTION);
  await look(later, "asked");
  await pressAt(later, "#send");
  await later.waitForSelector("#answer-error");
  await focused(later, "#answer");
  await look(later, "asked");
  await typeAt(later, "#answer", ANSWER);
  await pressAt(later, "#send");
  await at(later, "sent");
  await look(later, "sent");
  await keepsNothing(later, code, "nothing is kept where the code was typed");
  // Whoever looks asks for the same as everybody.
  const api = new Set(paths.filter((path) => path.startsWith("/v")));
  assert.deepEqual([...api].sort(), ["/v1/key-config", "/v1/proof-of-work", "/v2/board", "/v2/reports"]);
  const history = await later.evaluate(() => history.length);
  for (const _ of "123") await later.keyboard.press("Shift");
  await left(later, INTAKE);
  assert.ok((await later.evaluate(() => history.length)) <= history + 1);
  await later.close();

  await ask("let an hour pass");
  await ask(`have the answer: ${ANSWER}`);
  for (const written of [code, code.replaceAll(" ", ""), QUESTION, ANSWER]) await ask(`find nowhere: ${written}`);
  const again = await newPage(profile);
  await again.goto(RETURN);
  await at(again, "code");
  await lookFor(again, inArabic(code), "none");
  await again.close();
  return code;
}

/** In a language without texts for questions they are in English, and say so. */
export async function inOtherLanguages(browser) {
  const page = await newPage(browser, 320, 640);
  await page.goto(`${RETURN}#he`);
  await at(page, "code");
  const heading = await page.$eval("h1", ({ lang, dir }) => ({ lang, dir }));
  assert.deepEqual(heading, { lang: "en", dir: "ltr" });
  assert.equal(await page.$eval("#leave", (button) => button.closest("[lang]").lang), "he");
  await check(page, "code", "in Hebrew");
  await page.select("#language", "de");
  await page.waitForFunction(() => document.querySelector("h1").textContent.startsWith("Hat "));
  assert.equal(await page.$eval("h1", (heading) => heading.lang), "");
  assert.match(await words(page), /Geben Sie den Code ein/);
  await page.close();
}
