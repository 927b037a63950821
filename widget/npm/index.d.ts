/** A version of the loader that never changes, as the hotline's page `/partners` shows it. */
export interface Pin {
  /** Its path: `/embed/v1.….js`. */
  path: string;
  /** Its hash: `sha256-…`. */
  integrity: string;
}

/**
 * Adds the hotline's loader to the page; the second time for the same version of it, it does nothing.
 *
 * Until it has come, and wherever it is blocked, the link in each `<report-button>` works by itself.
 *
 * @param origin The hotline's origin, such as `https://report.hotline.example`.
 * @param pin To run this very version and no other.
 */
export function loadReportButton(origin: string, pin?: Pin): void;

/** The attributes of `<report-button>`. */
export interface ReportButtonAttributes {
  /** Your name, as agreed with the hotline. */
  partner: string;
  /** The form's language. Without one, it follows the page. */
  lang?: string;
  /** Where "leave this page" goes from this page: an `http` or `https` address. */
  leave?: string;
  /** The hotline's root key: a form of any other does not open. */
  root?: string;
}

/** `<report-button>`: has a plain link to the form as its child. */
export interface HTMLReportButtonElement extends HTMLElement {}

declare global {
  interface HTMLElementTagNameMap {
    "report-button": HTMLReportButtonElement;
  }
}
