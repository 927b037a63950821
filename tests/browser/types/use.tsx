// What an app in TypeScript and React writes: it has to compile, and its mistakes must not.

import { loadReportButton, type HTMLReportButtonElement } from "sealed-report-button";
import type {} from "sealed-report-button/react";

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
