// The block in WordPress's own editor: a page with it is written, published and read.
//
// `node wordpress.mjs FOLDER`: a folder of WordPress with our plugin in it, for a blog that begins here.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { follow, newPage, scenario, type, until } from "./harness.mjs";

const [folder] = process.argv.slice(2);
/** The blog's author. */
const NAME = "teacher";
const PASSWORD = "four words are enough";

const own = mkdtempSync(join(tmpdir(), "wordpress-"));
const running = [];
const run = (name, ...words) => execFileSync(name, words, { stdio: "pipe" });
const start = (name, ...words) => running.push(spawn(name, words, { stdio: "ignore" }));

/** Ends what was started, and removes all that it wrote. */
async function end() {
  for (const one of running.reverse()) {
    const ended = once(one, "exit");
    if (one.kill()) await ended;
  }
  rmSync(own, { recursive: true });
}

/** A port that nobody listens on. */
const freePort = () =>
  new Promise((resume) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resume(port));
    });
  });

/** Starts a database and a blog. Gives the blog's origin. */
async function blog() {
  const [data, socket] = [join(own, "data"), join(own, "socket")];
  const user = process.getuid() ? [] : ["--user=root"];
  run("mariadb-install-db", "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", ...user, `--datadir=${data}`);
  start("/usr/sbin/mariadbd", "--no-defaults", "--skip-networking", ...user, `--datadir=${data}`, `--socket=${socket}`);
  const origin = `http://127.0.0.1:${await freePort()}`;
  const settings = { DB_NAME: "blog", DB_USER: "root", DB_PASSWORD: "", DB_HOST: `localhost:${socket}`, WP_HOME: origin, WP_SITEURL: origin };
  const defined = Object.entries(settings).map(([name, value]) => `define('${name}', '${value}');`);
  // The blog asks nobody for news.
  const quiet = "define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);";
  const config = `<?php ${defined.join(" ")} ${quiet} $table_prefix = 'wp_'; require __DIR__ . '/wp-settings.php';`;
  writeFileSync(join(folder, "wp-config.php"), config);
  const create = `(new mysqli('localhost', 'root', '', '', 0, '${socket}'))->query('CREATE DATABASE blog');`;
  await until("the database answers", () => run("php", "-r", create));
  start("php", "-S", origin.slice(7), "-t", folder);
  await until("the blog answers", () => fetch(`${origin}/wp-includes/version.php`));
  return origin;
}

/** Sets the blog up, and switches the plugin on. */
async function setUp(page, origin) {
  await page.goto(`${origin}/wp-admin/install.php?step=1`);
  for (const [field, text] of [["#weblog_title", "School"], ["#user_login", NAME], ["#admin_email", "teacher@school.example"]]) {
    await type(page, field, text);
  }
  await page.$eval("#pass1", (field) => field.select());
  await page.keyboard.type(PASSWORD);
  await follow(page, () => page.click("#submit"));
  await page.goto(`${origin}/wp-login.php`);
  // That page moves the focus when it likes.
  const put = (selector, text) => page.$eval(selector, (field, text) => void (field.value = text), text);
  await put("#user_login", NAME);
  await put("#user_pass", PASSWORD);
  await follow(page, () => page.click("#wp-submit"));
  await page.goto(`${origin}/wp-admin/plugins.php`);
  await follow(page, () => page.click("#activate-sealed-report"));
}

/** Puts the block into a new page, and its settings beside it. */
async function write(page, origin) {
  await page.goto(`${origin}/wp-admin/post-new.php?post_type=page`);
  await page.waitForFunction(() => window.wp?.blocks?.getBlockType("sealed-report/button"));
  await page.evaluate(() => {
    const { createBlock } = wp.blocks;
    const { dispatch } = wp.data;
    dispatch("core/preferences").set("core/edit-post", "welcomeGuide", false);
    dispatch("core/edit-post").openGeneralSidebar("edit-post/block");
    dispatch("core/block-editor").insertBlock(createBlock("sealed-report/button"));
  });
  const field = (label) => `::-p-xpath(//label[.="${label}"]/following::input[1])`;
  await type(page, field("Hotline"), "https://report.example");
  await type(page, field("Partner"), "school");
  const shown = () => page.$eval("[data-type='sealed-report/button']", (block) => block.innerText.trim());
  await until("the block shows the button's words", async () => (await shown()) === "Report illegal content");
}

/** Goes the whole way, from the empty blog to the page as others read it. */
async function walk(browser) {
  const origin = await blog();
  const page = await newPage(browser, 1280, 900);
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await setUp(page, origin);
  await write(page, origin);
  const published = await page.evaluate(async () => {
    const { dispatch, select } = wp.data;
    dispatch("core/editor").editPost({ title: "Report", status: "publish" });
    await dispatch("core/editor").savePost();
    return select("core/editor").getPermalink();
  });
  assert.deepEqual(faults, []);
  const reader = await newPage(browser);
  // The hotline in it is not there.
  await reader.goto(published, { waitUntil: "domcontentloaded" });
  const button = await reader.$eval("report-button", ({ outerHTML }) => outerHTML);
  const link = '<a href="https://report.example/p/school">Report illegal content</a>';
  assert.equal(button, `<report-button partner="school" look="button">${link}</report-button>`);
  assert.ok(await reader.$('script[src="https://report.example/embed/v1.js"]'));
}

await scenario(walk).finally(end);
