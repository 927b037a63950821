// Leaving: by the button or by Shift three times, in the frame and around it, the page goes blank at
// once, and another takes its place.

import assert from "node:assert/strict";

import { INTAKE, at, formFrame, hostPage, newPage, openForm, pressLast, ready, scenario, snippet, type, until } from "./harness.mjs";

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

/** A partner's page may ask whether somebody wants to leave it. It does not get to ask over the blank page. */
async function leavesWithoutAQuestion(browser, host) {
  const page = await newPage(browser);
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  const question = "<script>addEventListener('beforeunload', (event) => event.preventDefault())</script>";
  const asks = host.add("/asks", leaving(host.add("/after-all", hostPage("After"))).replace("</body>", `<input id="own">${question}</body>`));
  const open = async () => {
    await page.goto(asks);
    // A browser lets a page ask only after somebody has used it.
    await type(page, "#own", "something");
    const form = await openForm(page);
    await type(form, "#location-0-found", "bad.example");
    return form;
  };
  const form = await open();
  await pressLast(form, "#leave");
  await until("the page is left", () => page.url().endsWith("/after-all"));
  assert.deepEqual(asked, []);
  // Whoever goes another way is asked.
  await open();
  await page.evaluate(() => void setTimeout(() => location.assign("/after-all")));
  await until("the page asks", () => asked.length);
  await until("the page is left", () => page.url().endsWith("/after-all"));
  await page.close();
}

/** Shift with another key changes the keyboard's layout or types a letter, and a press of the pointer selects: nobody leaves. */
async function staysForOtherKeys(browser, host) {
  const page = await newPage(browser);
  const address = host.add("/stays", leaving(host.never));
  await page.goto(address);
  const form = await openForm(page);
  const stays = () => {
    const key = (type, key, held) => document.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, ...held }));
    const press = (name, held) => ["keydown", "keyup"].forEach((type) => key(type, name, held));
    const thrice = (act) => [1, 2, 3].forEach(act);
    for (const held of ["altKey", "ctrlKey", "metaKey"]) thrice(() => press("Shift", { [held]: true }));
    thrice(() => (press("Shift"), press("A", { shiftKey: true })));
    thrice(() => (press("Shift"), document.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }))));
    return document.documentElement.childElementCount > 0;
  };
  assert.ok(await form.evaluate(stays), "in the frame");
  assert.ok(await page.evaluate(stays), "around the frame");
  assert.equal(page.url(), address);
  // The same keys alone do leave, here too.
  assert.ok(await page.evaluate(leave.shift));
  await page.close();
}

/** A partner's page in a frame of another page: all of it is left. */
async function leavesTheOuterPage(browser, host) {
  const page = await newPage(browser);
  const after = host.add("/after-outer", hostPage("After"));
  const inner = host.add("/inner", leaving(after));
  await page.goto(host.add("/outer", hostPage(`<iframe src="${inner}" width="800" height="600"></iframe>`)));
  const frame = await until("the inner page is there", () => page.frames().find((frame) => frame.url() === inner));
  await ready(frame);
  await frame.click("report-button a");
  await pressLast(await formFrame(page), "#leave");
  await until("the page is left", () => page.url() === after);
  await page.close();
}

/** A partner's page in a frame that may not lead the outer page away: the frame is left. */
async function leavesASandboxedFrame(browser, host) {
  const page = await newPage(browser);
  const after = host.add("/after-sandboxed", hostPage("After"));
  const inner = host.add("/sandboxed", leaving(after));
  const sandbox = `<iframe sandbox="allow-scripts allow-same-origin" src="${inner}" width="800" height="600"></iframe>`;
  const outer = host.add("/outer-of-sandboxed", hostPage(sandbox));
  await page.goto(outer);
  const frame = await until("the inner page is there", () => page.frames().find((frame) => frame.url() === inner));
  await ready(frame);
  await frame.click("report-button a");
  await pressLast(await formFrame(page), "#leave");
  await until("the frame is left", () => frame.url() === after);
  assert.equal(page.url(), outer);
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

  await leavesWithoutAQuestion(browser, host);
  await leavesTheOuterPage(browser, host);
  await leavesASandboxedFrame(browser, host);
  await staysForOtherKeys(browser, host);

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
