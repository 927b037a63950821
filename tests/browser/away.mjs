// A hotline that does not answer, or only slowly, or a browser without a network: the partner's page stays, with
// the link and a way to close.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";

import { HURRY, INTAKE, hostPage, newPage, ready, scenario, snippet, until } from "./harness.mjs";

/** A hotline that does this with each request, and the snippet for it. */
async function hotline(answer) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const link = snippet().replace(`${INTAKE}/p/`, `http://127.0.0.1:${server.address().port}/p/`);
  const close = () => (server.close(), server.closeAllConnections());
  return { link, close };
}

/** Presses the button on a page, waits until this holds, and closes the dialog by such a key. The page stays. */
async function closes(page, address, waited, key) {
  await ready(page);
  await page.click("report-button a");
  await waited();
  assert.equal(page.url(), address);
  await until("the dialog is closed, and the focus is on the link again", async () => {
    await key();
    return page.evaluate(() => document.activeElement.localName === "a");
  });
  assert.equal(page.url(), address);
}

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  // Firefox stops loading at the first Escape.
  const escape = () => page.keyboard.press("Escape");

  const asked = [];
  const away = await hotline(({ headers, socket }) => {
    asked.push(headers["sec-fetch-dest"]);
    socket.destroy();
  });
  const gone = host.add("/", hostPage(away.link, HURRY));
  await page.goto(gone);
  // The loader itself asks when the frame has said nothing.
  await closes(page, gone, () => until("the frame and the loader have asked", () => asked.includes("iframe") && asked.includes("empty")), escape);
  away.close();

  const loading = [];
  const slow = await hotline(({ url }) => void loading.push(url));
  const slowly = host.add("/slowly", hostPage(slow.link));
  await page.goto(slowly, { waitUntil: "domcontentloaded" });
  // The link to the form has the focus, and the button to close is the next.
  await closes(page, slowly, () => until("the frame loads", () => loading.length), async () => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  });
  slow.close();

  const offline = host.add("/offline", hostPage(snippet(), HURRY));
  await page.goto(offline);
  await page.evaluate(() => {
    window.failed = 0;
    const ask = fetch;
    window.fetch = (...what) => ask(...what).catch((error) => ((failed += 1), Promise.reject(error)));
  });
  await page.setOfflineMode(true);
  await closes(page, offline, () => page.waitForFunction(() => failed), escape);
});
