// Partners' pages of every kind: whatever they forbid, break or repeat, pressing the button ends
// with the form, in its frame or by the link as a page of its own.

import assert from "node:assert/strict";

import { HURRY, INTAKE, closed, formFrame, formPage, hostPage, newPage, pressLast, ready, scenario, snippet, until } from "./harness.mjs";

const LOADER = `${INTAKE}/embed/v1.js`;
const isolated = (embedder) => ({
  "cross-origin-embedder-policy": embedder,
  "cross-origin-opener-policy": "same-origin",
});
const script = (text) => `<script>${text}</script>`;

/** What a page is like, and whether its button opens the form in a frame. */
const HOSTS = {
  "shows only what allows it": { headers: isolated("require-corp"), framed: true },
  "shows others without credentials": { headers: isolated("credentialless"), framed: true },
  "allows no feature": { headers: { "permissions-policy": "fullscreen=(), clipboard-write=()" }, framed: true },
  "is written from right to left": { lang: "ar", dir: "rtl", framed: true },
  "has another address for relative links": { head: '<base href="https://elsewhere.example/" target="_blank">', framed: true },
  "styles everything away": {
    head: "<style>* { all: unset !important; transform: scale(0.9) } dialog, iframe { display: none !important }</style>",
    framed: true,
  },
  "loads the loader three times": {
    head: `<script src="${LOADER}"></script><script type="module" src="${LOADER}?again"></script>`,
    framed: true,
  },
  "has an element of that name already": {
    head: script('customElements.define("report-button", class extends HTMLElement {})'),
    framed: false,
  },
  "gives no shadow roots": { head: script("delete Element.prototype.attachShadow"), framed: false },
  "knows no style sheets of its own": { head: script("delete window.CSSStyleSheet"), framed: false },
  "knows no elements of its own": { head: script("delete window.customElements"), framed: false },
  "blocks frames": { headers: { "content-security-policy": `script-src ${INTAKE}; frame-src 'none'` }, framed: false },
  "blocks scripts": { headers: { "content-security-policy": "script-src 'none'" }, framed: false },
};

const render = ({ lang = "en", dir = "ltr", head }) =>
  hostPage(snippet(), head).replace('<html lang="en">', `<html lang="${lang}" dir="${dir}">`);

async function openOn(page, host, name, kind) {
  const url = host.add(`/${encodeURIComponent(name)}`, render(kind), kind.headers);
  await page.goto(url, { waitUntil: "load" });
  await page.$eval("report-button a", (link) => link.click());
  if (!kind.framed) return formPage(page, host.origin);
  const form = await formFrame(page);
  const room = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  // A frame in a process of its own hears a moment later how large it is.
  const fits = ({ width, height }) =>
    innerWidth > 280 && innerWidth <= width && innerHeight > 280 && innerHeight <= height;
  await form.waitForFunction(fits, {}, room);
}

/** Nothing is asked of the hotline before somebody reaches for the button, but the loader. */
async function quiet(page, host) {
  const asked = [];
  page.on("request", (request) => request.url().startsWith(INTAKE) && asked.push(request.url()));
  await page.goto(host.add("/quiet", hostPage(snippet())), { waitUntil: "networkidle0" });
  await ready(page);
  assert.deepEqual(asked, [LOADER]);
  await page.hover("report-button a");
  await until("the frame warms up", () => asked.some((url) => url.includes("/assets/")));
}

/** Three buttons on a page, each with a form of its own. */
async function threeButtons(page, host) {
  const button = (partner) => snippet(`Report to ${partner}`).replaceAll("sid-2027", partner);
  const partners = ["one", "two", "three"];
  await page.goto(host.add("/three", hostPage(partners.map(button).join(""))));
  await ready(page);
  for (const partner of [...partners, "one"]) {
    await page.click(`report-button[partner=${partner}] a`);
    const form = await formFrame(page);
    assert.equal(new URL(form.url()).pathname, `/p/${partner}`);
    await pressLast(form, "#close");
    await closed(page);
  }
}

/** Something swallows the frame without a word: the link's page comes instead. */
async function swallowed(page, host) {
  let swallowed = 0;
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const isFrame = request.frame() !== page.mainFrame() && request.url().startsWith(`${INTAKE}/p/`);
    if (!isFrame) return request.continue();
    swallowed += 1;
    return request.abort();
  });
  await page.goto(host.add("/swallowed", hostPage(snippet(), HURRY)));
  await ready(page);
  await page.$eval("report-button a", (link) => link.click());
  await formPage(page, host.origin);
  assert.ok(swallowed > 0);
}

await scenario(async (browser, host) => {
  for (const [name, kind] of Object.entries(HOSTS)) {
    const page = await newPage(browser);
    await openOn(page, host, name, kind).catch((cause) => {
      throw new Error(`a page that ${name}`, { cause });
    });
    await page.close();
  }
  for (const story of [quiet, threeButtons, swallowed]) {
    const page = await newPage(browser);
    await story(page, host);
    await page.close();
  }
});
