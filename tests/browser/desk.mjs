// The first day of somebody new: from an empty desk to a case that was handed off, by keyboard alone.
// In every look, from left to right and from right to left, axe finds nothing and a small screen
// holds each page.

import assert from "node:assert/strict";

import { checkPage } from "./axe.mjs";
import { BROWSER, DESK, ask, comeToDesk, download, follow, newPage, scenario, tab } from "./harness.mjs";
import { lists } from "./lists.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

/** One account logs in for the first time once, so that Firefox, which takes a look at its start, gets one look. */
const [look] = LOOKS[BROWSER];

await scenario(async (browser) => {
  const page = await newPage(browser, 320, 640);
  const looks = await looksOf(page, look);
  const check = async (what) => {
    for (const { name, put } of looks) {
      await put();
      for (const dir of ["ltr", "rtl"]) {
        await page.evaluate((dir) => void (document.documentElement.dir = dir), dir);
        await checkPage(page, `${what}, ${name}, ${dir}`);
      }
    }
    await page.evaluate(() => void (document.documentElement.dir = "ltr"));
  };
  /** Presses Enter on an element. The page that it leads to shows this. */
  const enter = async (element, shows) => {
    await page.focus(element);
    await follow(page, () => page.keyboard.press("Enter"));
    const shown = await page.$eval("body", (body) => body.innerText);
    assert.ok(shown.includes(shows), `${shows} is not on ${shown}`);
  };

  await comeToDesk(page);
  await check("an empty queue");
  await ask("send some reports");
  await page.goto(`${DESK}/`);
  await check("the queue");
  // The first thing that the keyboard reaches leads past the navigation.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "content");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.matches("main *")), "the next one is in the content");
  for (const path of await lists(page)) {
    await page.goto(DESK + path);
    await check(path);
  }
  await page.goto(`${DESK}/recipients`);
  await page.type("#name", "W".repeat(100));
  await page.type("#domains", Array.from({ length: 50 }, (_, n) => `${"w".repeat(60)}${n}.example`).join(" "));
  await page.type("#note", "A form.");
  await enter("#name", "mail: ");
  await check("a recipient without an address");
  await page.type("#mail", "abuse@host.example");
  await enter("#mail", "abuse@host.example");
  await check("the recipients");
  await enter("td a", "Remove the recipient");
  await check("a recipient");
  await enter("main form:last-of-type button", "New recipient");
  await page.goto(`${DESK}/cases/00000000000000000000000000000000`);
  await check("a case that is not there");
  await page.goto(`${DESK}/`);
  await enter("button.main", "What was reported");
  await check("a new case");

  /** Chooses the first choice of a menu of the findings. */
  const choose = async (name) => {
    await page.focus(`[name=${name}-1]`);
    await page.keyboard.press("ArrowDown");
  };
  const chosen = (name) => page.$eval(`[name=${name}-1]`, (menu) => menu.value);
  const typeAt = async (element, text) => {
    await page.focus(element);
    await page.keyboard.type(text);
  };

  // Nothing that is done in between takes away what was typed before.
  await choose("classification");
  await page.focus('button[name="location"]');
  const revealed = await tab(page, () => page.keyboard.press("Enter"));
  await checkPage(revealed, "what was revealed");
  await revealed.close();
  assert.equal(await chosen("classification"), "baseline", "revealing takes nothing away");
  await typeAt("[name=text]", "Seen twice this week.");
  await page.keyboard.press("Tab");
  await follow(page, () => page.keyboard.press("Enter"));
  assert.match(await page.$eval("#notes + article", (note) => note.innerText), /^lead,[^]*Seen twice this week\.$/);
  assert.equal(await chosen("classification"), "baseline", "a note takes nothing away");
  // Enter in a field of the findings records them.
  await choose("gender");
  await typeAt("[name=ucs_labels-1]", "A1");
  await enter("[name=ucs_labels-1]", "assessed\nby lead");
  /** Presses Enter in a form of the hand-offs. Its answer is the case in a new tab, which shows this. */
  const handOff = async (element, shows) => {
    await page.focus(element);
    const done = await tab(page, () => page.keyboard.press("Enter"));
    const shown = await done.$eval("body", (body) => body.innerText);
    assert.ok(shown.includes(shows), `${shows} is not on ${shown}`);
    return done;
  };
  const FILE = '#hand-offs ~ ul a[href*="/hand-off/"]';

  for (const name of ["age_group", "commerciality", "site_type"]) await choose(name);
  await typeAt("[name=explanation-1]", "It shows the abuse of a child.");
  await typeAt('form:has([value="police"]) [name=to]', "Police of Example");
  const police = await handOff('form:has([value="police"]) [name=to]', "Police, package to Police of Example, items 1: by lead");
  await checkPage(police, "a case that was handed off");
  await police.focus(FILE);
  const archive = await download(police, () => police.keyboard.press("Enter"));
  assert.match(archive, /https:\/\/bad\.example\/gallery/);
  await police.close();
  const typed = [await chosen("classification"), await chosen("ucs_labels"), await chosen("site_type")];
  assert.deepEqual(typed, ["baseline", "A1", "website"], "a hand-off and a download take nothing away");
  // The verdict records what stands on the screen.
  await enter('button[value="illegal"]', "1-1: web, illegal");
  assert.equal(await chosen("explanation"), "It shows the abuse of a child.");
  await check("a case that is assessed as illegal");
  const scart = await handOff('form:has([value="scart_csv"]) button', "SCART, as CSV to SCART, items 1: by lead");
  await scart.focus("#hand-offs ~ ul li:last-child a");
  const file = await download(scart, () => scart.keyboard.press("Enter"));
  assert.match(file, /^URL;REFERER;[^]*https:\/\/bad\.example\/gallery;/);
  await scart.close();
  await page.reload();
  await enter('#hand-offs ~ ul li:last-child button[value$=" sent"]', "has left");
  await enter('button[value="look_after"]', "1-1: web, looked after");
  await enter('nav a[href="/cases"]', "assignee");
  await check("the list of cases");
  await enter("td a", "SCART, as CSV to SCART");
  await enter('button[value="removed"]', "1-1: web, ended: removed");
  await check("a closed case");

  await enter("button.main", "2-1: web, to assess");
  await enter('nav a[href="/"]', "waiting");
  await enter("button.main", "Item 1-1: ended: removed");
  await check("a case of a known item");
  await enter('button[value$=" nothing_new"]', "outcome: repeat");
}, look);
