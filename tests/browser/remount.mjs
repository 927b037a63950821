// A page that takes the button out and puts it in again, a hundred times, keeps nothing of it.

import assert from "node:assert/strict";

import { BROWSER, INTAKE, hostPage, newPage, openForm, pressLast, scenario, snippet, until } from "./harness.mjs";

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

/** What the page's process holds once everything unused is gone; Chromium alone tells. */
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
  await page.waitForFunction(() => customElements.get("report-button"));

  let warmed = 0;
  page.on("request", (request) => (warmed += request.url().startsWith(`${INTAKE}/p/`)));
  await mount(page, 10);
  const before = BROWSER === "chromium" && (await held(page));
  await mount(page, 100);
  assert.ok(warmed > 0, "the frames begin to load");
  await until("the last frame is gone", () => page.frames().length === 1);
  if (before) {
    const after = await held(page);
    for (const [what, number] of Object.entries(after)) {
      assert.ok(number <= before[what] + 10, `${what}: ${before[what]}, then ${number}`);
    }
  }

  // The first button still works.
  const form = await openForm(page);
  await pressLast(form, "#close");
  await until("the form is closed", () => page.frames().length === 1);
});
