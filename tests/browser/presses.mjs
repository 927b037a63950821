// The presses that the tasks of a day at the desk take, as the book gives them: each task is done with the mouse, by
// the shortest way that the pages offer, and what it leads to is looked at. A choice in a menu is a press, typing is
// none.

import assert from "node:assert/strict";

import { DESK, NAME, NOW, PASSWORD, ask, codeOf, comeToDesk, download, follow, newPage, scenario, tab, type } from "./harness.mjs";
import { toldPresses } from "./presses-told.mjs";

/** The task that is done by keyboard, in `twenty.mjs`. */
const BY_KEYBOARD = "twenty addresses with findings and verdicts, by keyboard alone (keys)";

/** The menus of a finding. */
const MENUS = ["classification", "gender", "age_group", "commerciality", "site_type"];

/** Addresses at one host. */
const tenAt = (host) => Array.from({ length: 10 }, (_, n) => `https://${host}/${n}`);

await scenario(async (browser) => {
  let page = await newPage(browser, 1280, 900);
  let presses = 0;
  /** Presses what leads to another page. */
  const press = async (selector) => {
    presses += 1;
    await follow(page, () => page.click(selector));
  };
  const tick = async (item) => {
    presses += 1;
    await page.click(`[name=items][value="${item}"]`);
  };
  /** Chooses in a menu: this value, or the first one. */
  const choose = async (name, value) => {
    presses += 1;
    const first = await page.$eval(`[name="${name}"] option:nth-child(2)`, (option) => option.value);
    await page.select(`[name="${name}"]`, value ?? first);
  };
  /** Records an item as illegal content. */
  const isIllegal = async (item) => {
    for (const menu of MENUS) await choose(`${menu}-${item}`);
    await type(page, `[name=explanation-${item}]`, "It shows the abuse of a child.");
    await press('button[value="illegal"]');
  };
  /** Hands off; the answer is the case in a new tab, where the work goes on. */
  const handOff = async (kind) => {
    presses += 1;
    page = await tab(page, () => page.click(`form.offer:has([value="${kind}"]) button`));
  };
  const shows = async (words) => {
    const shown = await page.$eval("body", (body) => body.innerText);
    assert.ok(shown.includes(words), `${words} is not on ${shown}`);
  };
  const home = () => page.goto(`${DESK}/`);

  const told = await toldPresses();
  const task = async (name, act) => {
    presses = 0;
    await act();
    assert.equal(presses, told.get(name), name);
    told.delete(name);
  };

  const key = await comeToDesk(page);
  await page.goto(`${DESK}/recipients`);
  await type(page, "#name", "Example Hosting");
  await type(page, "#domains", "bad.example");
  await type(page, "#mail", "abuse@host.example");
  await follow(page, () => page.click("main form:last-of-type button"));
  await follow(page, () => page.click("form.who button"));
  await ask("let a minute pass");

  await task("log in", async () => {
    await type(page, "#name", NAME);
    await type(page, "#password", PASSWORD);
    await type(page, "#code", codeOf(key, Number(NOW) + 60));
    await press("form.fields button");
    await shows(NAME);
  });
  for (const address of [...tenAt("spam.example"), ...tenAt("worse.example")]) await ask(`send a report of ${address}`);
  await task("close ten reports of spam that name one host", async () => {
    await home();
    await press('main a[href^="/?beside="]');
    await press('button[value="spam"]');
    await shows("10 closed");
  });
  await task("take ten reports that name one host", async () => {
    await home();
    await press('main a[href^="/?beside="]');
    await press('button[formaction="/take-all"]');
    await shows("10 taken: they are yours");
  });
  await ask("let a colleague doubt");
  await ask("send a report of https://bad.example/gallery");
  await page.goto(`${DESK}/account`);
  await task("take the next report, from any page's first link", async () => {
    await press("header a.home");
    await press("button.main");
    await shows("What was reported");
  });
  await task("hand a case to somebody else", async () => {
    await choose("colleague");
    await press('button[value="colleague"]');
  });
  await ask("send a report of https://bad.example/second");
  await task('one address, from the queue to "looked after": take, five findings, illegal, police and notice by mail', async () => {
    await home();
    await press("button.main");
    await isIllegal(1);
    await type(page, 'form.offer:has([value="police"]) [name=to]', "Police of Example");
    await handOff("police");
    await handOff("notice");
    await page.$eval("[name=look_again]", (field, now) => void (field.valueAsDate = new Date(now * 1000)), Number(NOW));
    await press('button[value="look_after"]');
    await shows("looked after");
  });
  await task("an address that was removed, from any page to a closed case, by \"Due\"", async () => {
    await press('nav a[href^="/due"]');
    await press('button[value="removed"]');
  });
  await ask("send a report of https://bad.example/1 https://other.example/2 https://third.example/3");
  await task("three addresses, from the queue to three outcomes: illegal, not illegal, not found", async () => {
    await home();
    await press("button.main");
    await tick(1);
    await isIllegal(1);
    await tick(2);
    await press('button[value="not_illegal"]');
    await tick(3);
    await press('button[value="not_found"]');
    await shows("not found");
  });
  await task("find an earlier case by number, address, host, account or the reporter's words", async () => {
    await press('nav a[href="/search"]');
    await type(page, "[name=text]", "bad.example");
    await press("main form button");
    await shows("closed");
  });
  await task("decide somebody else's second review, with a reason", async () => {
    await press('nav a[href^="/cases?state=second_review"]');
    await press("td a");
    await type(page, "[name=reason]", "It is clear.");
    await press('ul.steps button');
  });
  await task("the year's notices by host, type and action, as a file", async () => {
    await press('nav a[href="/figures"]');
    await press('a[href^="/figures/notices"]');
    presses += 1;
    const file = await download(page, () => page.click('a[href^="/figures/notices.csv"]'));
    assert.match(file, /Example Hosting/);
  });
  assert.deepEqual([...told.keys()], [BY_KEYBOARD]);
});
