// What an app in TypeScript and React writes: it has to compile, and its mistakes must not.

import { loadReportButton, type HTMLReportButtonElement } from "sealed-report-button";
import type {} from "sealed-report-button/react";
import { Hotline, type Outcome, type Report } from "sealed-report-button/send";

loadReportButton("https://report.example");
loadReportButton("https://report.example", { path: "/embed/v1.0.js", integrity: "sha256-x" });
// @ts-expect-error A pin has a hash.
loadReportButton("https://report.example", { path: "/embed/v1.0.js" });
// @ts-expect-error Without the hotline there is nothing to load.
loadReportButton();

export const found: HTMLReportButtonElement | null = document.querySelector("report-button");

export const button = (
  <report-button partner="school" lang="de" leave="https://school.example/" look="button" className="wide">
    <a href="https://report.example/p/school">Report illegal content</a>
  </report-button>
);

// @ts-expect-error The partner is missing.
export const nameless = <report-button />;

const hotline = new Hotline({ origin: "https://report.example", id: "example", root: "x" });
const report: Report = { category: "csam", locations: [{ type: "web", url: "https://bad.example/" }], language: "en" };

export async function send(signal: AbortSignal): Promise<string> {
  const outcome: Outcome = await hotline.submission(report).send({ signal, onWait: (seconds) => seconds.toFixed() });
  return outcome === "received" ? "Sent" : "Not sent";
}

// @ts-expect-error The root key is missing.
new Hotline({ origin: "https://report.example", id: "example" });
// @ts-expect-error A web location has an address.
hotline.submission({ ...report, locations: [{ type: "web" }] });
// @ts-expect-error A social location has an address or a handle.
hotline.submission({ ...report, locations: [{ type: "social", platform: "Example" }] });

export async function ask(code: string): Promise<string> {
  const asked = hotline.askable(report);
  if ((await asked.submission.send()) === "received") return asked.code;
  const looked = await hotline.question(code);
  if (looked.outcome !== "asked") return looked.outcome;
  return hotline.answer(looked.question, "In the second group.").send();
}

// @ts-expect-error Without a question there is no answer.
hotline.answer(undefined, "In the second group.");
