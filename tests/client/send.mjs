// Sends a report with the npm package, as an app in Node does:
//
//     node send.mjs --intake URL --hotline ID --root BASE64 --report FILE
//
// It prints a line of JSON for each wait and for the outcome, and exits with 0 if, and only if, the receipt
// was right.

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { Hotline } from "../../widget/npm/send.js";

const text = { type: "string" };
const { values } = parseArgs({ options: { intake: text, hotline: text, root: text, report: text } });
const report = JSON.parse(await readFile(values.report, "utf8"));
const hotline = new Hotline({ origin: values.intake, id: values.hotline, root: values.root });
const submission = hotline.submission(report);
const outcome = await submission.send({ onWait: () => console.log(JSON.stringify({ outcome: "waiting" })) });
console.log(JSON.stringify({ outcome }));
process.exitCode = outcome === "received" ? 0 : 1;
