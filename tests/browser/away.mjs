// A hotline that does not answer: the partner's page stays, with the link and a way to close.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";

import { HURRY, INTAKE, hostPage, newPage, ready, scenario, snippet, until } from "./harness.mjs";

await scenario(async (browser, host) => {
  const asked = [];
  const away = createServer(({ headers, socket }) => {
    asked.push(headers["sec-fetch-dest"]);
    socket.destroy();
  });
  away.listen(0, "127.0.0.1");
  await once(away, "listening");
  const page = await newPage(browser);
  const link = snippet().replace(`${INTAKE}/p/`, `http://127.0.0.1:${away.address().port}/p/`);
  const address = host.add("/", hostPage(link, HURRY));
  await page.goto(address);
  await ready(page);
  await page.click("report-button a");
  // The loader itself asks when the frame has said nothing.
  await until("the frame and the loader have asked", () => asked.includes("iframe") && asked.includes("empty"));
  assert.equal(page.url(), address);
  await until("the dialog is closed, and the focus is on the link again", async () => {
    // Firefox stops loading at the first Escape.
    await page.keyboard.press("Escape");
    return page.evaluate(() => document.activeElement.localName === "a");
  });
  away.close();
});
