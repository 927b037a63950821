/** When something was seen, without seconds: `2027-02-09`, `2027-02-09T23:59` or `2027-02-09T23:59+01:00`. */
export type ReportDate = string;

/** Where it was seen. */
export type Location =
  | { type: "web"; url: string; referrer?: string }
  | { type: "social"; platform: string; url: string; handle?: string; posted_on?: ReportDate }
  | { type: "social"; platform: string; url?: string; handle: string; posted_on?: ReportDate }
  | { type: "chat"; app: string; handle?: string }
  | { type: "game"; name: string; handle?: string }
  | { type: "newsgroup"; group: string; server?: string; sender?: string; date?: ReportDate; subject?: string }
  | { type: "file_sharing"; file_name?: string; search_terms?: string; magnet?: string; client?: string }
  | { type: "onion"; url: string }
  | { type: "email"; sender: string; subject?: string; date?: ReportDate }
  | { type: "other"; text: string };

/** A report. The hotline's `/v1/report.schema.json` says the limits of each member. */
export interface Report {
  category: "csam" | "grooming" | "sextortion" | "hate_speech" | "other";
  /** 1 to 20 places. */
  locations: Location[];
  /** When it was seen, as the reporter wrote it; never the device's clock. */
  observed_on?: ReportDate;
  /** Required for `grooming` and `hate_speech`. */
  description?: string;
  content_types?: ("image" | "video" | "text" | "audio" | "live" | "link")[];
  /** How old the youngest child seems to be. */
  age_hint?: "infant" | "prepubescent" | "pubescent" | "unknown";
  child_in_danger?: boolean;
  paid_access?: "yes" | "no" | "unknown";
  payment_methods?: ("card" | "bank_transfer" | "online_wallet" | "cryptocurrency" | "gift_card" | "phone" | "other")[];
  /** What opens the site. */
  site_credentials?: { user: string; password: string };
  /** The reporter's email address, if `feedback` is true. */
  contact?: string;
  feedback?: boolean;
  /** The statement of good faith; required for `hate_speech`. */
  good_faith?: boolean;
  /** The language of the reporter: `en`, `pt-BR`. */
  language: string;
  /** Your partner name, as agreed with the hotline. */
  partner?: string;
}

/** A report that no hotline would take. The message names the member, never its value. */
export class ReportError extends Error {
  /** The member: `description`, `locations[0].url`. */
  readonly member: string;
}

/**
 * How sending ended.
 *
 * - `received`: the hotline opened and stored the report. Only this means "sent".
 * - `wrong-clock`: the hotline's key is not valid by the clock of this device. Ask the reporter to look at it.
 * - `wrong-key`: whoever answered is not provably the hotline.
 * - `wrong-receipt`: whoever answered did not prove that the report was opened.
 * - `refused`: the hotline does not take the report, or is no hotline.
 */
export type Outcome = "received" | "wrong-clock" | "wrong-key" | "wrong-receipt" | "refused";

export interface SendOptions {
  /** Stops sending when the reporter says so: `send` then fails with the signal's reason. */
  signal?: AbortSignal;
  /** Called whenever a try failed for a passing reason: say "not sent yet". `seconds` are until the next try. */
  onWait?: (seconds: number) => void;
}

/** A report on its way. It is nowhere but in memory, and keeps its id, so that the hotline stores it once. */
export interface Submission {
  /**
   * Seals and sends the report, and tries again for as long as the hotline is away. A second call while the
   * first still sends joins the first, and a call after "received" sends nothing.
   */
  send(options?: SendOptions): Promise<Outcome>;
  /** Stops sending and overwrites the report in memory, for when the reporter leaves. */
  wipe(): void;
}

/** A hotline. Keep one for as long as the app runs: it remembers which keys are old. */
export class Hotline {
  /**
   * @param options.origin The hotline's origin, such as `https://report.hotline.example`.
   * @param options.id The hotline's id.
   * @param options.root The hotline's root key in base64, from the hotline itself: never fetched.
   */
  constructor(options: { origin: string; id: string; root: string });
  /**
   * Checks a report. Nothing is sent yet.
   *
   * @throws ReportError
   */
  submission(report: Report): Submission;
  /**
   * Checks a report whose reporter the hotline can ask something, and who stays anonymous. Nothing is sent yet. Only for
   * hotlines that ask reporters, and reporters who chose it.
   *
   * @returns The submission, and the code by which the reporter finds the question: show it once, when the outcome is
   *   "received", and keep it nowhere.
   * @throws ReportError
   */
  askable(report: Report): { code: string; submission: Submission };
  /**
   * Looks for a question to the reporter with this code. What is fetched does not depend on the code.
   *
   * @throws ReportError If the code has a wrong digit, or is none.
   */
  question(code: string, options?: { signal?: AbortSignal }): Promise<Looked>;
  /**
   * Checks an answer of at most 2,000 characters. Nothing is sent yet.
   *
   * @throws ReportError
   */
  answer(question: Question, text: string): Submission;
}

/** A question of the hotline to one reporter. */
export interface Question {
  readonly id: string;
  /** What the hotline asks: text, never markup. */
  readonly text: string;
}

/**
 * What was found under a code.
 *
 * - `asked`: the hotline asks something.
 * - `none`: nothing is asked now. It may be later: questions come on the hour.
 * - `forged`: somebody else has written to this reporter. Show that, and nothing else.
 * - `wrong-clock`: the questions are old, or the clock of this device is wrong.
 * - `wait`: the hotline is away.
 * - `refused`: the hotline asks nobody.
 */
export type Looked =
  | { outcome: "asked"; question: Question }
  | { outcome: "none" | "forged" | "wrong-clock" | "wait" | "refused" };
