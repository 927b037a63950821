// Where partners put the button: in menus that close as soon as it is pressed, in dialogs that freeze the
// page, in small frames, around pictures, in lists. Pressing it ends with a form that takes presses.

import assert from "node:assert/strict";

import { INTAKE, at, closed, formFrame, hostPage, newPage, openForm, press, pressLast, ready, scenario, snippet, until } from "./harness.mjs";

/** A menu that does this when it is pressed. */
const menu = (pressed, open = "") =>
  `<div id="menu" ${open}>${snippet()}</div>
   <script>document.getElementById("menu").addEventListener("click", (event) => { ${pressed} })</script>`;

/** The kinds of menus. After each of them, the form can be filled in with the mouse. */
const MENUS = {
  "hides itself": menu("event.currentTarget.style.display = 'none'"),
  "is hidden by its class": `<style>.closed { visibility: hidden; height: 0; overflow: hidden }</style>${menu("event.currentTarget.className = 'closed'")}`,
  "closes its details": `<details open><summary>Menu</summary>${menu("event.currentTarget.parentNode.open = false")}</details>`,
  "removes itself": menu("event.currentTarget.remove()"),
  "removes its link": menu("event.target.remove()"),
  "freezes the page": menu("document.body.style.pointerEvents = 'none'; document.body.setAttribute('inert', '')"),
  "hides when the mouse goes": `<style>#hover div { display: none } #hover:hover div { display: block }</style>
    <div id="hover">Menu<div>${snippet()}</div></div>`,
  "is a dialog itself": `<dialog id="modal">${snippet()}</dialog><script>document.getElementById("modal").showModal()</script>`,
};

async function inMenu(page, host, name) {
  await page.goto(host.add(`/${encodeURIComponent(name)}`, hostPage(MENUS[name])));
  await page.hover("#hover").catch(() => {});
  const form = await openForm(page);
  // A script that presses once more takes nobody off the page.
  await page.evaluate(() => document.querySelector("report-button a")?.click());
  await press(form, "#add-location");
  await form.waitForSelector("#location-1-found");
  await pressLast(form, "#close");
  await press(form, "#lose").catch(() => {});
  await closed(page);
}

/** A page in a frame that has no room for the form, and one that tells phones no width: the form is a page of its own. */
async function withoutRoom(page, host) {
  const inner = host.add("/inner", hostPage(snippet()));
  await page.goto(host.add("/small", hostPage(`<iframe src="${inner}" width="300" height="80"></iframe>`)));
  const frame = await until("the inner page is there", () => page.frames().find((frame) => frame.url() === inner));
  await ready(frame);
  const before = await page.browser().pages();
  await frame.click("report-button a");
  const opened = await until("a tab has the form", async () => {
    const pages = await page.browser().pages();
    return pages.find((one) => !before.includes(one) && one.url().startsWith(INTAKE));
  });
  await at(opened, "where");
  assert.equal(await opened.evaluate(() => window.opener), null);
  await opened.close();

  await page.evaluateOnNewDocument(() => Object.defineProperty(screen, "width", { value: 390 }));
  const wide = hostPage(snippet()).replace(/<meta name="viewport".*?>/, "");
  await page.goto(host.add("/wide", wide));
  await ready(page);
  await page.$eval("report-button a", (link) => link.click());
  await until("the form has the page", () => page.url().startsWith(INTAKE));
  await at(page, "where");
}

/** Thirty links, which the mouse passes: one of them has a frame. A picture gives its name to the form. */
async function inList(page, host) {
  const picture = snippet('<img alt="Report it" src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" width="40" height="40">');
  const links = Array.from({ length: 30 }, (_, number) => snippet(`Report ${number}`));
  await page.goto(host.add("/list", hostPage([...links, picture].join(" "))));
  await ready(page);
  for (const button of await page.$$("report-button a")) {
    await button.hover();
    // The browser tells of a frame that is gone a moment later.
    await until("there is one frame at most", () => page.frames().length <= 2);
  }
  const last = (await page.$$("report-button a")).at(-1);
  await last.click();
  const frame = await (await formFrame(page)).frameElement();
  const names = await frame.evaluate((frame) => [frame.title, frame.parentNode.ariaLabel]);
  assert.deepEqual(names, ["Report it", "Report it"]);
}

/** Styles that leave nothing of a link do not change a button that has its own look. */
async function look(page, host) {
  const styled = snippet().replace("<report-button", '<report-button look="button"');
  const reset = "<style>a { all: unset; color: inherit !important; background: none !important }</style>";
  await page.goto(host.add("/look", hostPage(styled, reset)));
  await ready(page);
  const shown = () => {
    const { color, backgroundColor, height } = getComputedStyle(document.querySelector("report-button a"));
    return { color, backgroundColor, isHigh: parseFloat(height) >= 20 };
  };
  assert.deepEqual(await page.evaluate(shown), { color: "rgb(255, 255, 255)", backgroundColor: "rgb(13, 85, 96)", isHigh: true });
}

/** A telephone on its side: the form has the whole screen, and the bar little of it. */
async function onItsSide(page, host) {
  await page.setViewport({ width: 780, height: 360 });
  await page.goto(host.add("/on-its-side", hostPage(snippet())));
  const form = await openForm(page);
  await form.waitForFunction(() => innerWidth === 780 && innerHeight === 360);
  const bar = await form.$eval("nav", (bar) => bar.offsetHeight);
  assert.ok(bar <= 64, `the bar has ${bar} of 360 px`);
}

/** Turns the wheel at this place, and waits until a page has heard of it. */
async function turn(page, place, hears) {
  const count = () => hears.evaluate(() => window.turns);
  await hears.evaluate(() => {
    if (window.turns === undefined) addEventListener("wheel", () => (turns += 1), { passive: true });
    window.turns ??= 0;
  });
  const before = await count();
  await page.mouse.move(...place);
  // Chromium drops what turns over a frame that it has not painted yet: a hand turns again, a second later.
  let looks = 0;
  await until("the wheel has turned", async () => {
    if (looks++ % 20 === 0) await page.mouse.wheel({ deltaY: 3000 });
    return (await count()) > before;
  });
}

/** The page behind the form stands still, wherever the wheel turns. */
async function behind(page, host) {
  await page.setViewport({ width: 1280, height: 1000 });
  await page.goto(host.add("/long", hostPage(`${snippet()}<p style="height: 9000px">Much more</p>`)));
  const [inside, beside] = [[640, 400], [4, 4]];
  await turn(page, beside, page);
  await page.waitForFunction(() => scrollY > 0);
  const form = await openForm(page);
  const place = await page.evaluate(() => scrollY);
  await turn(page, inside, form);
  await form.waitForFunction(() => Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight);
  await turn(page, inside, form);
  await turn(page, beside, page);
  await page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume))));
  assert.equal(await page.evaluate(() => scrollY), place);
}

await scenario(async (browser, host) => {
  for (const name of Object.keys(MENUS)) {
    const page = await newPage(browser);
    await inMenu(page, host, name).catch((cause) => {
      throw new Error(`a menu that ${name}`, { cause });
    });
    await page.close();
  }
  for (const story of [withoutRoom, inList, look, onItsSide, behind]) {
    const page = await newPage(browser);
    await story(page, host);
    await page.close();
  }
  // Without it, Firefox turns the wheel in another way than for a hand.
}, { preferences: { "remote.events.async.wheel.enabled": true } });
