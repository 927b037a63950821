// Every language of the form: it says its own name, runs its own way, breaks its lines where its readers expect
// it, and fits the smallest phone.

import assert from "node:assert/strict";

import { checkPage, overlaps } from "./axe.mjs";
import { INTAKE, at, newPage, next, press, scenario, type } from "./harness.mjs";

/** Runs in the page: how it looks in the language that was chosen. */
const looks = () => ({
  lang: document.documentElement.lang,
  dir: document.documentElement.dir,
  // One row, and no more: of 64 px.
  high: Math.max(0, document.querySelector("nav").offsetHeight - 64),
  wide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
  blank: [...document.querySelectorAll("h1, label, legend, button")].filter((one) => one.checkVisibility() && !one.innerText.trim()).length,
});

/** Languages that a page or a browser may ask for, and the closest one that the form has. */
const CLOSEST = {
  "pt-PT": "pt",
  "pt-br": "pt-BR",
  "es-MX": "es-419",
  "es-ES": "es",
  "zh-TW": "zh-Hant",
  "zh-HK": "zh-Hant",
  "zh-CN": "en",
  "sr-RS": "sr",
  "sr-Latn-RS": "sr-Latn",
  "nn-NO": "nb",
  "de-AT": "de",
  xx: "en",
};

/** Languages whose looks differ most, in script, in direction or in the length of their words; and the newest. */
const LOOKED_AT = [
  ...["ar", "el", "he"],
  ...["bs", "es-419", "ja", "km", "ko", "nb", "pt-BR", "ru", "sq", "sr", "sr-Latn", "th", "zh-Hant"],
];

/** Languages with room for signs above and below the letters. Where no font has them, Firefox draws wide boxes. */
const BOXES = ["km", "th"];

/** On a usual phone, the first question is in view at once, whatever the form says before it. */
async function beginsInView(page, tags) {
  const { width, height } = page.viewport();
  await page.setViewport({ width: 360, height });
  for (const tag of tags) {
    await speak(page, tag);
    const bottom = await page.$eval("main label", (label) => label.getBoundingClientRect().bottom);
    assert.ok(bottom <= height, `the first question ends at ${bottom} of ${height} px in ${tag}`);
  }
  await page.setViewport({ width, height });
}

/**
 * Runs in the page: the lines of its main part, by element, if each is broken wherever its browser may break
 * it. That depends on no font.
 */
const brokenLines = () => {
  const main = document.querySelector("main");
  main.style = "inline-size: 0; overflow-wrap: normal";
  const graphemes = new Intl.Segmenter(document.documentElement.lang);
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const all = [];
  while (texts.nextNode()) {
    const lines = [];
    let above = -Infinity;
    for (const { segment, index } of graphemes.segment(texts.currentNode.data)) {
      const range = new Range();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + segment.length);
      const [box] = range.getClientRects();
      // Signs stand a little higher or lower than letters on one line.
      if (!box || box.top > above + 8) lines.push("");
      lines[lines.length - 1] += segment;
      above = box?.top ?? -Infinity;
    }
    all.push([texts.currentNode.parentElement.localName, lines]);
  }
  main.style = "";
  return all;
};

/** No sign of Khmer begins a line, and Japanese headings break between phrases. */
async function breaksBetweenPhrases(page, tag, step) {
  const signs = /^\u200c?[។៖ៗ]/;
  const texts = await page.evaluate(brokenLines);
  const begun = texts.flatMap(([, lines]) => lines.slice(1)).filter((line) => signs.test(line));
  assert.deepEqual(begun, [], `${step} in ${tag}`);
  if (tag !== "ja") return;
  const [, lines] = texts.findLast(([element]) => element === "h1");
  assert.deepEqual(lines, lines.join("").split(/(?<=\u200b)/), step);
  assert.ok(lines.length > 1, `the heading of ${step} has phrases`);
}

/** The first of the emergency numbers begins where the text begins. */
async function numberBegins(page) {
  const before = await page.$eval(".emergency", (number) => {
    const side = document.documentElement.dir === "rtl" ? "Right" : "Left";
    return getComputedStyle(number)[`margin${side}`];
  });
  assert.equal(before, "0px");
}

/** Chooses a language, and waits for its words. */
async function speak(page, tag) {
  await page.select("#language", tag);
  await page.waitForFunction((tag) => document.documentElement.lang === tag, {}, tag);
}

await scenario(async (browser) => {
  const page = await newPage(browser, 320, 640);
  for (const [wish, closest] of Object.entries(CLOSEST)) {
    await page.goto("about:blank");
    await page.goto(`${INTAKE}/#${wish}`);
    await at(page, "where");
    assert.equal(await page.$eval("html", (html) => html.lang), closest, wish);
  }

  await page.goto("about:blank");
  await page.goto(`${INTAKE}/`);
  await at(page, "where");
  const names = await page.$$eval("#language option", (options) => options.map(({ value, label }) => [value, label]));
  assert.equal(names.length, 43);
  for (const [tag, name] of [["ga", "Gaeilge"], ["ar", "العربية"], ["pt", "Português"]]) {
    assert.equal(Object.fromEntries(names)[tag], name, "it says its own name");
  }

  await beginsInView(page, names.map(([tag]) => tag).filter((tag) => !BOXES.includes(tag)));

  const titles = new Set();
  for (const step of ["where", "what", "review"]) {
    for (const [tag] of names) {
      await speak(page, tag);
      const dir = ["ar", "he"].includes(tag) ? "rtl" : "ltr";
      assert.deepEqual(await page.evaluate(looks), { lang: tag, dir, high: 0, wide: 0, blank: 0 }, `${step} in ${tag}`);
      assert.deepEqual(await page.evaluate(overlaps), [], `${step} in ${tag}`);
      if (LOOKED_AT.includes(tag)) await checkPage(page, `${step} in ${tag}`);
      if (["ja", "km"].includes(tag)) await breaksBetweenPhrases(page, tag, step);
      if (step === "where") await numberBegins(page);
      titles.add(await page.$eval("#heading", (heading) => heading.innerText));
    }
    if (step === "where") {
      await type(page, "#location-0-found", "https://bad.example/");
      await next(page, "what");
    } else if (step === "what") {
      await press(page, 'input[value="csam"]');
      await next(page, "review");
    }
  }
  assert.ok(titles.size > 80, `${titles.size} titles are too few for 43 languages`);
});
