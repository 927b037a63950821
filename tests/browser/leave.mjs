// Leaving: by the button or by Shift three times, in the frame and around it, the page goes blank at
// once, and another takes its place.

import assert from "node:assert/strict";

import { INTAKE, at, hostPage, newPage, openForm, pressLast, scenario, snippet, type, until } from "./harness.mjs";

/** A partner's page that wants to be left for another. */
const leaving = (to) => hostPage(snippet().replace("<report-button", `<report-button leave="${to}"`));

/** Says on the console when the page becomes blank: no other word gets out of a page that is on its way. */
const watch = () => {
  const observer = new MutationObserver(() => {
    if (document.documentElement.childElementCount === 0) console.log(`blank at ${Date.now()}`);
  });
  observer.observe(document, { childList: true, subtree: true });
};

/** Runs in the page or the frame; says whether nothing is left of it by the time that it is done. */
const leave = {
  button: () => {
    document.getElementById("leave").click();
    return document.documentElement.childElementCount === 0;
  },
  shift: () => {
    for (const type of ["keydown", "keyup", "keydown", "keyup", "keydown", "keyup"]) {
      document.dispatchEvent(new KeyboardEvent(type, { key: "Shift", bubbles: true }));
    }
    return document.documentElement.childElementCount === 0;
  },
};

/** Leaves the partner's page for one that never comes: the page is blank meanwhile. */
async function leavesNothing(browser, host, way, act) {
  const page = await newPage(browser);
  await page.goto(host.add("/slow", leaving(host.never)));
  const form = await openForm(page);
  await page.evaluate(watch);
  let blank;
  page.on("console", (message) => (blank ??= /^blank at (\d+)$/.exec(message.text())?.[1]));
  const begin = Date.now();
  await act(page, form);
  await until("the partner's page is blank", () => blank);
  console.log(`left ${way}: the partner's page is blank after ${blank - begin} ms`);
  await until("the next page is asked for", () => host.requests.includes("/never"));
  host.requests.length = 0;
  await page.close();
}

/** As a page of its own, the form leaves for where the hotline says. */
async function leavesForTheHotlinesPage(browser, act) {
  const page = await newPage(browser);
  await page.setRequestInterception(true);
  const asked = [];
  // A request that is not answered leads nowhere.
  page.on("request", (request) => (request.url().startsWith(INTAKE) ? request.continue() : asked.push(request.url())));
  await page.goto(`${INTAKE}/`);
  await at(page, "where");
  assert.ok(await page.evaluate(act), "it is blank in the same breath");
  await until("the next page is asked for", () => asked.length);
  assert.deepEqual(asked, ["https://www.wikipedia.org/"]);
  await page.close();
}

/** The partner's page is replaced: "back" leads to the one before it. */
async function leavesNoWayBack(browser, host, act) {
  const page = await newPage(browser);
  const [before, after] = ["Before", "After"].map((words) => host.add(`/${words}`, hostPage(words)));
  const shows = (words) => () => page.evaluate((words) => document.body.innerText.includes(words), words);
  await page.goto(before);
  await page.goto(host.add("/", leaving(after)));
  await act(page, await openForm(page));
  await until("the page is left", () => page.url() === after);
  await until("the next page is shown", shows("After"));
  await page.evaluate(() => history.back());
  await until("the page before is shown", shows("Before"));
  await page.close();
}

await scenario(async (browser, host) => {
  // A frame that is gone cannot answer any more.
  const inFrame = (act) => (_, form) => form.evaluate(act).catch(() => {});
  await leavesNothing(browser, host, "by the button", inFrame(leave.button));
  await leavesNothing(browser, host, "by Shift in the frame", inFrame(leave.shift));
  await leavesNothing(browser, host, "by Shift around the frame", async (page) => {
    assert.ok(await page.evaluate(leave.shift), "it is blank in the same breath");
  });

  for (const act of Object.values(leave)) await leavesForTheHotlinesPage(browser, act);

  await leavesNoWayBack(browser, host, (_, form) => pressLast(form, "#leave"));
  await leavesNoWayBack(browser, host, async (page, form) => {
    await type(form, "#location-0-found", "bad.example");
    // Three times within a second and a half: a busy machine may need more of them.
    await until("the page is left", async () => {
      await page.keyboard.press("Shift");
      return !page.frames().includes(form);
    });
  });
});
