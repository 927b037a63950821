// A page of an app that uses the npm package from its plain modules.

import { readdir, readFile } from "node:fs/promises";

import { INTAKE, hostPage } from "./harness.mjs";

const ROOT = new URL("../../", import.meta.url);
const PACKAGES = "widget/npm/node_modules";
const TYPES = { js: "text/javascript", mjs: "text/javascript", json: "application/json" };

/** Where a browser finds what the package imports by name. */
const IMPORTS = {
  "@hpke/chacha20poly1305": `/${PACKAGES}/@hpke/chacha20poly1305/esm/mod.js`,
  "@hpke/common": `/${PACKAGES}/@hpke/common/esm/mod.js`,
  "@hpke/core": `/${PACKAGES}/@hpke/core/esm/mod.js`,
  "@hpke/dhkem-x25519": `/${PACKAGES}/@hpke/dhkem-x25519/esm/mod.js`,
  "@hpke/hybridkem-x-wing": `/${PACKAGES}/@hpke/hybridkem-x-wing/esm/mod.js`,
  "@noble/hashes/": `/${PACKAGES}/@noble/hashes/`,
  mlkem: `/${PACKAGES}/mlkem/esm/mod.js`,
};

/** Serves all files of a folder that a browser may load, under their paths in the project. */
async function serve(host, folder) {
  for (const entry of await readdir(new URL(`${folder}/`, ROOT), { recursive: true })) {
    const type = TYPES[entry.split(".").pop()];
    if (!type || entry.endsWith("package.json")) continue;
    const path = `${folder}/${entry}`;
    host.add(`/${path}`, await readFile(new URL(path, ROOT)), { "content-type": type });
  }
}

/** Serves the package and these folders, and a page that finds them. Gives the page's address. */
export async function packagePage(host, folders = []) {
  for (const folder of ["widget/npm", ...folders]) await serve(host, folder);
  const map = `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;
  return host.add("/", hostPage("", map));
}

/** What the app's maker got from the hotline. */
export async function given(page) {
  await page.goto(`${INTAKE}/`);
  const { hotline, root } = await page.$eval("body", (body) => ({ ...body.dataset }));
  return { origin: INTAKE, id: JSON.parse(hotline).id, root };
}
