// A browser without WebAssembly shows the same form, in a partner's frame and as a page of its own.
// The report is sealed in the browser all the same: the hotline accepts only sealed reports, and only
// somebody who has opened one can make the receipt that "sent" stands for.

import assert from "node:assert/strict";

import { INTAKE, at, fillIn, hostPage, newPage, openForm, press, scenario, snippet, words } from "./harness.mjs";

const now = () => performance.now();

await scenario(
  async (browser, host) => {
    const page = await newPage(browser);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));

    const begin = now();
    await page.goto(`${INTAKE}/p/sid-2027`);
    await at(page, "where");
    console.log(`without WebAssembly: usable after ${Math.round(now() - begin)} ms`);
    assert.equal(await page.evaluate(() => typeof WebAssembly), "undefined", "the browser has no WebAssembly");
    assert.ok(asked.some((url) => url.endsWith("/no-wasm.js")), "what stands in for it is loaded");
    await fillIn(page, { url: "https://bad.example/page", description: "written without WebAssembly" });
    const sending = now();
    await press(page, "#send");
    await at(page, "sent");
    console.log(`without WebAssembly: sealed and sent after ${Math.round(now() - sending)} ms`);

    await page.goto(host.add("/", hostPage(snippet())));
    await openForm(page);

    // A widget that was built without Node has an empty script there.
    await page.setRequestInterception(true);
    page.on("request", (request) => {
      const empty = { contentType: "text/javascript", headers: { "access-control-allow-origin": "*" }, body: "" };
      return request.url().endsWith("/no-wasm.js") ? request.respond(empty) : request.continue();
    });
    await page.goto(`${INTAKE}/p/sid-2027`);
    await page.waitForSelector("#no-wasm:not([hidden])");
    assert.match(await words(page), /use another browser.*Other ways to reach the hotline.*112/s);
  },
  { lacking: "wasm" },
);
