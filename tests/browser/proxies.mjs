// What proxies and firewalls on the way change: a header, a media type, a policy. The form opens all the same, and sends.

import assert from "node:assert/strict";

import { HURRY, INTAKE, at, fillIn, formPage, hostPage, newPage, press, ready, scenario, snippet } from "./harness.mjs";

const FORM = `${INTAKE}/p/sid-2027`;

/** A page whose answers from the hotline come changed: `change` gives other headers for a path, or nothing. */
async function changed(browser, change) {
  const page = await newPage(browser);
  const asked = [];
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    const url = new URL(request.url());
    asked.push(url.pathname);
    const headers = url.origin === INTAKE && change(url.pathname);
    if (!headers) return request.continue();
    const answer = await fetch(url);
    const body = Buffer.from(await answer.arrayBuffer());
    // Node has unpacked the body.
    const { "content-encoding": packed, "content-length": length, ...own } = Object.fromEntries(answer.headers);
    await request.respond({ status: answer.status, headers: { ...own, ...headers }, body });
  });
  return { page, asked };
}

/** WebAssembly that does not compile: because of its media type it is compiled in another way, under such a policy not at all. */
async function withoutCompiling(browser, change, standsIn) {
  const { page, asked } = await changed(browser, change);
  await page.goto(FORM);
  await at(page, "where");
  assert.equal(asked.some((path) => path.endsWith("/no-wasm.js")), standsIn);
  await fillIn(page, { url: "https://bad.example/page", description: "through a proxy" });
  await press(page, "#send");
  await at(page, "sent");
  await page.close();
}

/** A header that keeps the form out of frames: the link leads to it. */
async function outOfFrames(browser, host) {
  const { page } = await changed(browser, (path) => path.startsWith("/p/") && { "x-frame-options": "SAMEORIGIN" });
  await page.goto(host.add("/", hostPage(snippet(), HURRY)));
  await ready(page);
  await page.click("report-button a");
  await formPage(page, host.origin);
  await page.close();
}

/** A firewall that knows the usual media types only: the report has one of them. */
async function throughAFirewall(browser) {
  const page = await newPage(browser);
  const posted = [];
  page.on("request", (request) => request.method() === "POST" && posted.push(request.headers()["content-type"]));
  await page.goto(FORM);
  await at(page, "where");
  await fillIn(page, { url: "https://bad.example/page", description: "through a firewall" });
  await press(page, "#send");
  await at(page, "sent");
  assert.equal(posted.length, 1);
  assert.match(posted[0], /^multipart\/form-data;/);
  await page.close();
}

await scenario(async (browser, host) => {
  const isCode = (path) => path.endsWith("/form_bg.wasm");
  const isForm = (path) => path.startsWith("/p/");
  await withoutCompiling(browser, (path) => isCode(path) && { "content-type": "application/octet-stream" }, false);
  await withoutCompiling(browser, (path) => isForm(path) && { "content-security-policy": `script-src ${INTAKE}` }, true);
  await outOfFrames(browser, host);
  await throughAFirewall(browser);
});
