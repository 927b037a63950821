// Under the hotline's onion address it is the same form: as a page of its own and in a partner's frame, with
// WebAssembly and without.

import assert from "node:assert/strict";

import { INTAKE, at, fillIn, hostPage, newPage, openForm, press, scenario, snippet } from "./harness.mjs";

/** Sends a report by this form. */
async function send(form) {
  await fillIn(form, { url: "https://bad.example/page", description: "by the onion address" });
  await press(form, "#send");
  await at(form, "sent");
}

for (const lacking of [undefined, "wasm"]) {
  await scenario(
    async (browser, host) => {
      const page = await newPage(browser);
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(`${INTAKE}/p/sid-2027?accent=7a1f5c`);
      await at(page, "where");
      assert.equal(await page.evaluate(() => typeof WebAssembly), lacking ? "undefined" : "object");
      await send(page);

      await page.goto(host.add("/", hostPage(snippet())));
      const form = await openForm(page);
      assert.ok(form.url().startsWith(`${INTAKE}/p/sid-2027`));
      await send(form);
      const elsewhere = asked.filter((url) => ![INTAKE, host.origin, "data:"].some((own) => url.startsWith(own)));
      assert.deepEqual(elsewhere, [], "nothing is asked of another origin");
    },
    { lacking },
  );
}
