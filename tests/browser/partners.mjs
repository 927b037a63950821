// The page for partners: for everybody, with and without its script.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, INTAKE, closed, follow, newPage, openForm, plainFrame, scenario, until } from "./harness.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

const snippet = (page) => page.$eval("#snippet", (snippet) => snippet.textContent);
const snippetHas = (page, text) => until(`the snippet has ${text}`, async () => (await snippet(page)).includes(text));

/** Fills in a field as a person does, who then goes on to the next. */
async function fill(page, selector, text) {
  await page.focus(selector);
  await page.$eval(selector, (field) => field.select());
  await page.keyboard.type(text);
  await page.keyboard.press("Tab");
}

/** A policy as the configs of web servers and hosts have it, and as an office program quotes it. */
const LINES = [
  `add_header Content-Security-Policy "default-src 'self'" always;`,
  `Header always set Content-Security-Policy "default-src 'self'"`,
  `{ "key": "Content-Security-Policy", "value": "default-src 'self'" },`,
  `Content-Security-Policy: “default-src ‘self’”`,
];

/** Gives a field a value that is not typed. */
const put = (page, selector, value) =>
  page.$eval(
    selector,
    (field, value) => {
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    },
    value,
  );

/** Fills in the page as it looks now, and tries what it makes. */
async function walk(page, look) {
  // By itself the snippet follows what is filled in.
  await checkPage(page, `the page for partners, ${look}`);
  // A wrong value does not take the focus back to its field.
  await fill(page, "#partner", "Not a name");
  assert.equal(await page.evaluate(() => document.activeElement.id), "words");
  await checkPage(page, `a wrong name, ${look}`);
  await fill(page, "#partner", "school");
  await snippetHas(page, `partner="school"`);
  await fill(page, "#words", "Melden <hier>");
  await snippetHas(page, ">Melden &#60;hier&#62;</a>");
  await page.select("#language", "de");
  await snippetHas(page, `lang="de"`);
  await put(page, "#accent", "#ffee00");
  await snippetHas(page, "accent=ffee00");
  await checkPage(page, `a hard colour, ${look}`);
  await fill(page, "#policy", "default-src 'self'");
  await page.waitForSelector(".note.wrong");
  await checkPage(page, `a policy in the way, ${look}`);
  // If the answer is not the page, the old snippet stays.
  await put(page, "#policy", "default-src 'self' ".repeat(5000));
  await until("it says so", () => page.$eval("#said", (said) => said.textContent.includes("too long")));
  assert.match(await snippet(page), /accent=ffee00/);
  await put(page, "#policy", "");
  await page.waitForFunction(() => !document.querySelector(".note"));
  for (const line of LINES) {
    await put(page, "#policy", line);
    await page.waitForFunction(() => /default-src 'self'/.test(document.querySelector(".note.wrong")?.innerText), {}).catch((cause) => {
      throw new Error(line, { cause });
    });
    await put(page, "#policy", "");
    await page.waitForFunction(() => !document.querySelector(".note"));
  }

  // The preview is the real button, and its form is readable in whatever colour.
  const form = await openForm(page);
  await checkPage(form, `the form in a hard colour, ${look}`);
  const accent = await form.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent"));
  const [light, dark] = await page.$$eval(".swatches code", (codes) => codes.map((code) => code.textContent));
  assert.equal(accent, look === "dark" ? dark : light);
  assert.equal(await form.evaluate(() => document.documentElement.lang), "de");
  await page.keyboard.press("Escape");
  await closed(page);

  await page.click('input[value="frame"]');
  await snippetHas(page, "<iframe");
  await checkPage(page, `the frame, ${look}`);
  // The frame loads when it comes into view.
  await page.$eval("#preview iframe", (frame) => frame.scrollIntoView());
  await plainFrame(page);

  // Sent as it is, past the page's script, the form does the same.
  await page.goto(`${INTAKE}/partners`);
  const submit = (partner) => {
    partner.value = "school";
    partner.form.submit();
  };
  await follow(page, () => page.$eval("#partner", submit));
  assert.match(page.url(), /partner=school/);
  assert.match(await snippet(page), /partner="school"/);
}

/** Reads the page in other languages, from either side. */
async function readElsewhere(page, look) {
  for (const [language, direction] of [["ar", "rtl"], ["ja", "ltr"], ["de", "ltr"], ["km", "ltr"], ["ga", "ltr"]]) {
    await page.goto(`${INTAKE}/partners?lang=${language}`);
    const root = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    assert.deepEqual(root, [language, direction]);
    await checkPage(page, `the page for partners in ${language}, ${look}`);
    const overflows = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.ok(!overflows, `${language}, ${look}`);
  }
  // Another language is one choice away, and the button's text, which nobody has changed, goes along.
  const before = await page.$eval("#words", (field) => field.value);
  await follow(page, () => page.select("#lang", "fr"));
  assert.equal(await page.evaluate(() => document.documentElement.lang), "fr");
  assert.notEqual(await page.$eval("#words", (field) => field.value), before);
}

for (const look of LOOKS[BROWSER]) {
  await scenario(async (browser) => {
    const page = await newPage(browser, 320, 640);
    for (const way of await looksOf(page, look)) {
      await page.goto(`${INTAKE}/partners`);
      await way.put();
      await walk(page, way.name);
      await readElsewhere(page, way.name);
    }
  }, look);
}
