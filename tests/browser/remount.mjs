// A page that removes the button and adds it again, a hundred times, keeps nothing in memory.

import assert from "node:assert/strict";

import { BROWSER, INTAKE, closed, hostPage, newPage, openForm, pressLast, ready, scenario, snippet, until } from "./harness.mjs";

/** Puts the button into the page, lets it warm up its frame, and takes it out again. */
const mount = (page, times) =>
  page.evaluate(async (times) => {
    const button = document.querySelector("report-button");
    for (let time = 0; time < times; time += 1) {
      const fresh = button.cloneNode(true);
      document.body.append(fresh);
      fresh.dispatchEvent(new PointerEvent("pointerover"));
      await new Promise(requestAnimationFrame);
      fresh.remove();
    }
  }, times);

/** The objects that the page's process holds after a garbage collection; only Chromium tells. */
async function held(page) {
  const devtools = await page.createCDPSession();
  await devtools.send("HeapProfiler.collectGarbage");
  const { JSEventListeners, Nodes, Documents, Frames } = await page.metrics();
  await devtools.detach();
  return { JSEventListeners, Nodes, Documents, Frames };
}

await scenario(async (browser, host) => {
  const page = await newPage(browser);
  await page.goto(host.add("/", hostPage(snippet())));
  await ready(page);

  let warmed = 0;
  page.on("request", (request) => (warmed += request.url().startsWith(`${INTAKE}/p/`)));
  await mount(page, 10);
  await closed(page);
  const before = BROWSER === "chromium" && (await held(page));
  await mount(page, 100);
  await until("the frames begin to load", () => warmed > 0);
  await closed(page);
  if (before) {
    // A browser lets go of a frame when it finds the time.
    await until("nothing more is held than before", async () => {
      for (const [what, number] of Object.entries(await held(page))) {
        assert.ok(number <= before[what] + 10, `${what}: ${before[what]}, then ${number}`);
      }
      return true;
    });
  }

  // The first button still works.
  const form = await openForm(page);
  await pressLast(form, "#close");
  await closed(page);
});
