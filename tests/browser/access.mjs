// Every step for everybody: in light, dark and forced colours, from left to right and from right to
// left, axe finds nothing, a small screen holds it, and the keyboard alone is enough.

import assert from "node:assert/strict";

import { check } from "./axe.mjs";
import { BROWSER, INTAKE, at, focused, newPage, scenario, until } from "./harness.mjs";
import { pressAt, tabBack, typeAt } from "./keyboard.mjs";
import { LOOKS, colours, isAlike, looksOf } from "./looks.mjs";

/** A phone, and a desktop screen magnified four times. */
const SCREENS = { ltr: [320, 640], rtl: [320, 256] };

/** Intercepts requests of the form: turns the direction of its words, and lets `line.key` answer for the key. */
async function between(page, dir) {
  const line = { key: (request) => request.continue() };
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    const { pathname } = new URL(request.url());
    if (pathname === "/v1/key-config") return line.key(request);
    if (!pathname.includes("/locales/")) return request.continue();
    const words = await (await fetch(request.url())).json();
    await request.respond({ contentType: "application/json", body: JSON.stringify({ ...words, dir }) });
  });
  return line;
}

/** Whether the line of progress shows a third, from the side on which reading begins, in colours that differ. */
async function showsProgress(page, dir) {
  const { left, right, top } = await page.$eval("main", (main) => {
    const { left, right, top } = main.getBoundingClientRect();
    const padding = (side) => parseFloat(getComputedStyle(main)[`padding${side}`]);
    return { left: left + padding("Left"), right: right - padding("Right"), top: top + padding("Top") };
  });
  const [begin, end] = dir === "rtl" ? [right, left] : [left, right];
  const at = (share, below = 1) => [Math.round(begin + (end - begin) * share), Math.round(top) + below];
  const [done, still, rest, far, ground] = await colours(page, [at(0.1), at(0.3), at(0.4), at(0.9), at(0.1, -8)]);
  assert.ok(isAlike(done, still) && isAlike(rest, far), "the line has two parts");
  for (const [one, other] of [[done, rest], [done, ground], [rest, ground]]) {
    assert.ok(!isAlike(one, other), `the parts of the line can be told apart: ${one}; ${other}`);
  }
}

/** Goes through the form by keyboard, and looks at each step in every way. */
async function walk(page, dir, look) {
  const looks = await looksOf(page, look);
  const checkAll = async (step) => {
    for (const { name, put } of looks) {
      await put();
      await check(page, step, `(${name}, ${dir})`);
    }
  };
  const go = async (step, selector = "#next") => {
    await pressAt(page, selector);
    await at(page, step);
    await focused(page, "#heading");
    await checkAll(step);
  };
  const stays = async (step) => {
    await pressAt(page, "#next");
    await focused(page, "[role=alert]");
    await checkAll(step);
    await pressAt(page, "[role=alert] button");
    await focused(page, "form *");
  };

  const line = await between(page, dir);
  await page.goto(`${INTAKE}/p/sid-2027`);
  await at(page, "where");
  assert.equal(await page.$eval("html", (html) => html.dir), dir);
  await checkAll("where");
  for (const { put } of looks) {
    await put();
    await showsProgress(page, dir);
  }
  await stays("where");
  await page.keyboard.press("Escape");
  await typeAt(page, "#location-0-found", "bad.example/page");
  await pressAt(page, "#add-location", " ");
  await focused(page, "#location-1-found");
  await page.keyboard.type("https://www.tiktok.com/@somebody");
  await page.waitForFunction(() => /TikTok/.test(document.querySelectorAll("main [role=status]")[1].textContent));
  await checkAll("where");

  await go("what");
  await stays("what");
  await pressAt(page, 'input[value="csam"]', " ");
  await typeAt(page, "#description", "typed by keyboard alone");
  await pressAt(page, "summary");
  await pressAt(page, 'input[name="paid_access"]', " ");
  await pressAt(page, "#feedback", " ");
  await stays("what");
  await typeAt(page, "#contact", "somebody@home.example");
  await tabBack(page);
  await go("review");
  assert.match(await page.$eval("main", (main) => main.innerText), /Place 1[^]*https:\/\/bad\.example\/page[^]*Place 2[^]*TikTok/);

  line.key = (request) => request.respond({ status: 503 });
  await go("waiting", "#send");
  line.key = (request) => request.respond({ contentType: "application/json", body: "{}" });
  await go("review", "#edit");
  await go("failed", "#send");
  await go("review", "#edit");
  await go("failed", "#send");
  let asked;
  line.key = (request) => (asked = request);
  await go("sending", "#try-again");
  await (await until("the form asks for its key", () => asked)).continue();
  await at(page, "sent");
  await focused(page, "#heading");
  await checkAll("sent");
}

for (const look of LOOKS[BROWSER]) {
  await scenario(async (browser) => {
    for (const dir of ["ltr", "rtl"]) {
      const page = await newPage(browser, ...SCREENS[dir]);
      await walk(page, dir, look);
      await page.close();
    }
  }, look);
}
