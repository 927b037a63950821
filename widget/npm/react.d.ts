import type { HTMLReportButtonElement, ReportButtonAttributes } from "./index.js";
import type { DetailedHTMLProps, HTMLAttributes } from "react";

type Props = DetailedHTMLProps<HTMLAttributes<HTMLReportButtonElement>, HTMLReportButtonElement>;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "report-button": Props & ReportButtonAttributes;
    }
  }
}
