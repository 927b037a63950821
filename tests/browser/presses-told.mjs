// What the book of the receiver says about presses.

import { readFile } from "node:fs/promises";

const DESK = new URL("../../receiver/book/desk.md", import.meta.url);

/** The tasks of the book's table "How many presses", each with its number. */
export async function toldPresses() {
  const text = await readFile(DESK, "utf8");
  const [, table] = /## How many presses\n[^]*?\|---\|---:\|\n([^]*?)\n\n/.exec(text);
  const rows = table.split("\n").map((row) => /^\| (.+) \| (\d+) \|$/.exec(row));
  return new Map(rows.map(([, task, presses]) => [task, Number(presses)]));
}

/** The presses that a task takes, as the book says. */
export async function pressesToldFor(task) {
  const presses = (await toldPresses()).get(task);
  if (presses === undefined) throw new Error(`the book does not say how many presses this takes: ${task}`);
  return presses;
}
