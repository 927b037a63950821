// Each snippet that the page for partners makes works on a host page whose policy is exactly what
// the page says it has to be.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { BROWSER, INTAKE, at, fillIn, formPage, hostPage, left, newPage, openForm, plainFrame, press, scenario } from "./harness.mjs";
import { LOOKS, looksOf } from "./looks.mjs";

const ACCENT = "#7a1f5c";
const WISHES = `partner=school&accent=${encodeURIComponent(ACCENT)}&corner=0&language=de`;

/** What a partner copies from the page: the snippet, and the directives that the policy needs. */
async function made(page, query) {
  await page.goto(`${INTAKE}/partners?${query}`);
  return page.evaluate(() => ({
    snippet: document.getElementById("snippet").textContent,
    directives: document.getElementById("directives")?.textContent ?? "",
  }));
}

const shown = (form) =>
  form.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    const { lang } = document.documentElement;
    return [style.getPropertyValue("--radius"), style.getPropertyValue("--accent"), lang, location.pathname];
  });

/** The version of the loader that a snippet pins. */
const pinOf = (page, snippet) =>
  page.evaluate((snippet) => {
    const { src, integrity } = new DOMParser().parseFromString(snippet, "text/html").querySelector("script");
    return { path: new URL(src).pathname, integrity };
  }, snippet);

// On light ground the colour can be read as it is.
const [light] = LOOKS[BROWSER];

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  const [look] = await looksOf(page, light);
  await look.put();
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  const open = async (name, query) => {
    const { snippet, directives } = await made(page, query);
    // The page's own icon is its own affair.
    const policy = `default-src 'none'; img-src data:; ${directives}`;
    await page.goto(host.add(`/${name}`, hostPage(snippet), { "content-security-policy": policy }));
  };
  const expected = ["0px", ACCENT, "de", "/p/school"];

  for (const pinned of ["", "&pinned=yes"]) {
    await open(`button${pinned}`, `${WISHES}&variant=button${pinned}`);
    const form = await openForm(page);
    assert.deepEqual(await shown(form), expected);
    await fillIn(form, { url: "https://bad.example/page", description: "by a partner's button" });
  }

  await open("frame", `${WISHES}&variant=frame`);
  const form = await plainFrame(page);
  assert.deepEqual(await shown(form), expected);
  assert.equal(await form.evaluate(() => document.querySelector("[data-close]").checkVisibility()), false);
  await fillIn(form, { url: "https://bad.example/page", description: "in a frame without a loader" });
  await press(form, "#send");
  await at(form, "sent");
  // Without a loader, too, the whole page is left.
  await press(form, "#leave");
  await left(page, host.origin);

  await open("link", `${WISHES}&variant=link`);
  await page.click('a[href*="/p/school"]');
  await formPage(page, host.origin);
  assert.deepEqual(await shown(page), expected);

  // What the npm package adds is the same loader.
  const source = await readFile(createRequire(import.meta.url).resolve("sealed-report-button"), "utf8");
  host.add("/npm.js", source, { "content-type": "text/javascript", "access-control-allow-origin": "*" });
  const { snippet } = await made(page, "pinned=yes");
  for (const pin of [undefined, await pinOf(page, snippet)]) {
    const load = `loadReportButton("${INTAKE}", ${JSON.stringify(pin)});`;
    const app = `<report-button partner="school"><a href="${INTAKE}/p/school">Report</a></report-button>
      <script type="module">import { loadReportButton } from "/npm.js"; ${load} ${load}</script>`;
    await page.goto(host.add("/app", hostPage(app)));
    await openForm(page);
    const scripts = await page.$$eval("script[src]", (all) => all.map(({ src, integrity }) => [src, integrity]));
    assert.deepEqual(scripts, [[INTAKE + (pin?.path ?? "/embed/v1.js"), pin?.integrity ?? ""]]);
  }

  const violations = complaints.filter((text) => /content.security.policy|integrity/i.test(text));
  assert.deepEqual(violations, []);
}, light);
