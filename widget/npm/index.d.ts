/** A fixed version of the loader. The hotline's page `/partners` shows its values. */
export interface Pin {
  /** The path of the version: `/embed/v1.….js`. */
  path: string;
  /** The hash of the version: `sha256-…`. */
  integrity: string;
}

/**
 * Adds the hotline's loader to the page. A second call with the same version does nothing.
 *
 * Until the loader has loaded, or if it is blocked, the link in each `<report-button>` works without it.
 *
 * @param origin The hotline's origin, such as `https://report.hotline.example`.
 * @param pin The only version of the loader that may run.
 */
export function loadReportButton(origin: string, pin?: Pin): void;

/** The attributes of `<report-button>`. */
export interface ReportButtonAttributes {
  /** Your partner name, as agreed with the hotline. */
  partner: string;
  /** The form's language. Without it, the form follows the language of the page. */
  lang?: string;
  /** The `http` or `https` address that "leave this page" opens. */
  leave?: string;
  /** The look of a button, whatever the page's own styles are. */
  look?: "button";
}

/** The element `<report-button>`, which has a plain link to the form as its child. */
export interface HTMLReportButtonElement extends HTMLElement {}

declare global {
  interface HTMLElementTagNameMap {
    "report-button": HTMLReportButtonElement;
  }
}
