// What people really paste: several addresses with words around them, mended ones, and what lies on the
// reporter's own device. By keyboard, on the smallest phone, from left to right and from right to left.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { INTAKE, at, focused, newPage, next, press, scenario, words } from "./harness.mjs";

const CLUE = "#location-0-found";
const UNDO = "#location-0-undo";

/** Pastes into a field: all at once, as from a clipboard. */
async function paste(page, selector, text) {
  await page.focus(selector);
  await page.$eval(selector, (field) => field.select());
  await page.evaluate((text) => document.execCommand("insertText", false, text), text);
}

const addresses = (page) => page.$$eval(".addresses bdi", (all) => all.map((one) => one.textContent));

/** Waits until the form says so in a live region. */
const says = (page, text) =>
  page.waitForFunction((text) => document.querySelector(".clue[role=status]").textContent.includes(text), {}, text);

const A = "https://bad.example/a";
const MAGNET = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&dn=holiday.mp4";
const OWN_DEVICE = "on your own device";

/** What people paste, the addresses that the form finds in it, and what it says of it. */
const PASTED = [
  ["Check out this video! https://vm.tiktok.com/ZMexample/", ["https://vm.tiktok.com/ZMexample/"], "TikTok"],
  [
    "https://1.example/a https://2.example/a\nhttps://3.example/a, • https://4.example/a - https://5.example/a; https://6.example/a",
    [1, 2, 3, 4, 5, 6].map((number) => `https://${number}.example/a`),
    "Addresses found: 6",
  ],
  ["hxxps://www.example[.]com/a", ["https://www.example.com/a"], "Web page"],
  ["example(dot)com", ["https://example.com"], "Web page"],
  ["https[:]//bad.example/a", [A], "Addresses found: 1 · Recognised: Web page"],
  ["bad[dot]example/a", [A], "Web page"],
  [`“${A}”`, [A], "Web page"],
  [`‹${A}›`, [A], "Web page"],
  [`<${A}>`, [A], "Web page"],
  [`See [this one](${A}).`, [A], "Web page"],
  [`(${A}).`, [A], "Web page"],
  [`\u2066\ufeff${A}\u200b\u200e\u200f`, [A], "Web page"],
  ["https://bad.exa\u200bmple/a", [A], "Web page"],
  ["https:/bad.example/a", [A], "Web page"],
  ["htps://bad.example/a", [A], "Web page"],
  ["https//bad.example/a", [A], "Web page"],
  [`view-source:${A}`, [A], "Web page"],
  [MAGNET, [], "torrent"],
  [MAGNET + "&tr=udp%3A%2F%2Ftracker.example".repeat(90), [/^magnet:[?]xt=urn:btih:[0-9a-f]{40}&dn=holiday\.mp4&.*$/], "torrent"],
  [`${A}?utm_source=${"a".repeat(2048)}`, [A], "Web page"],
  [`${A}?${"b".repeat(2048)}`, [A], "Web page"],
  [`data:image/png;base64,${"A".repeat(3000)}`, [], OWN_DEVICE],
  ["file:///home/me/a.jpg", [], OWN_DEVICE],
  ["C:\\Users\\me\\a.jpg", [], OWN_DEVICE],
  ["blob:https://bad.example/1", [], OWN_DEVICE],
  ["badguy99", [], ""],
  ["discord user X#1234", [], "Discord"],
  ["+37255512345", [], "messenger"],
  ["2001:db8::1", ["https://[2001:db8::1]"], "Web page"],
  ["pin.it/abc", [], "Pinterest"],
  ["cdn.discordapp.com/attachments/1/2/a.png", [], "Discord"],
  ["steamcommunity.com/id/x", [], "Steam"],
  ["roblox.com/users/1", [], "Roblox"],
];

/** Each text alone in the field. */
async function understands(page) {
  const shown = () => [
    [...document.querySelectorAll(".addresses bdi")].map((one) => one.textContent),
    [...document.querySelectorAll(".clue")].map((one) => one.textContent).join(" ").trim(),
  ];
  for (const [text, expected, says] of PASTED) {
    await paste(page, CLUE, text);
    await page.waitForFunction((text) => document.querySelector(".clue").textContent.includes(text), {}, says);
    const [found, clue] = await page.evaluate(shown);
    const is = (one, expected) => (expected instanceof RegExp ? expected.test(one) : expected === one);
    const isAll = found.length === expected.length && found.every((one, at) => is(one, expected[at]));
    assert.ok(says ? isAll : isAll && !clue, `${text.slice(0, 80)}: ${found} ${clue}`);
    await paste(page, CLUE, " ");
    await page.waitForFunction(() => !document.querySelector(".clue").textContent);
  }
}

/** Nothing that was pasted ends nowhere: the first part of words that are too long will do, as the form says, and a cloud's link is an address. */
async function goesOn(page) {
  await paste(page, CLUE, "word ".repeat(300));
  await press(page, "#next");
  await focused(page, "#problems");
  assert.match(await words(page), /The first part will do/);
  await paste(page, CLUE, "word ".repeat(200));
  await next(page, "what");
  await press(page, "#back");
  await at(page, "where");
  // Of an account without a place, the form asks for the place.
  await paste(page, CLUE, "badguy99");
  await page.select("#location-0-kind", "game");
  await press(page, "#next");
  await page.waitForFunction(() => /name of the game/.test(document.getElementById("problems").innerText));
  await paste(page, CLUE, "https://mega.nz/file/a");
  await page.select("#location-0-kind", "file_sharing");
  await next(page, "what");
  await press(page, 'input[value="csam"]');
  await next(page, "review");
  assert.match(await words(page), /Web page[^]*https:\/\/mega\.nz\/file\/a/);
}

/** Who has nothing but a few words writes them once. */
async function tellsOnce(page) {
  const story = "a man on discord wrote to my sister";
  await paste(page, CLUE, story);
  await next(page, "what");
  await press(page, 'input[value="grooming"]');
  await next(page, "review");
  assert.equal((await words(page)).split(story).length - 1, 2, "the words are the place and the description");
}

await scenario(async (browser) => {
  const page = await newPage(browser, 320, 640);
  for (const story of [understands, goesOn, tellsOnce]) {
    await page.goto(`${INTAKE}/`);
    await at(page, "where");
    await story(page);
  }

  await page.goto(`${INTAKE}/`);
  await at(page, "where");

  await paste(page, CLUE, "Look at this! https://bad.example/a\n• www.bad.example/b\nhxxps://bad[.]example/c");
  await says(page, "Addresses found: 3");
  await focused(page, CLUE);
  assert.ok(await page.$eval(CLUE, (field) => field.scrollHeight <= field.clientHeight), "all of it can be seen");
  const all = ["https://bad.example/a", "https://www.bad.example/b", "https://bad.example/c"];
  assert.deepEqual(await addresses(page), all);
  await check(page, "where", "(three addresses)");

  // The first of the three is taken out by keyboard, and the focus stays near.
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), `Remove: ${all[0]}`);
  await page.keyboard.press("Enter");
  await says(page, "Addresses found: 2");
  await focused(page, UNDO);
  assert.deepEqual(await addresses(page), all.slice(1));

  // Undone, and done again, with the same button.
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector(".addresses"));
  await focused(page, UNDO);
  assert.match(await page.$eval(CLUE, (field) => field.value), /^Look at this! [^]*hxxps/, "nothing of it is lost");
  await page.keyboard.press("Enter");
  await says(page, "Addresses found: 3");

  await page.select("#language", "ar");
  await page.waitForFunction(() => document.documentElement.dir === "rtl");
  await check(page, "where", "(three addresses, from right to left)");
  await page.select("#language", "en");
  await page.waitForFunction(() => document.documentElement.dir === "ltr");

  // An empty location beside it is no problem; what lies on the device is, and the error says where.
  await press(page, "#add-location");
  await focused(page, "#location-1-found");
  await paste(page, "#location-1-found", "C:\\Users\\me\\a.jpg");
  await press(page, "#next");
  await focused(page, "#problems");
  assert.match(await page.$eval("#problems li", (line) => line.innerText), /Place 2 .*on your own device/);
  await paste(page, "#location-1-found", " ");
  await next(page, "what");
  await press(page, 'input[value="csam"]');
  assert.match(await words(page), /Kept for your description: .?Look at this!/);
  await next(page, "review");
  const review = await words(page);
  assert.match(review, /Place 3[^]*bad\.example\/c[^]*Look at this!/);
  await press(page, "#send");
  await at(page, "sent");
});
