/**
 * What is never shown: one list of names whose values are hidden, used by logs, errors, reports and the command line.
 *
 * @module
 */
import { isObject } from "./json.ts";
import { isSealed, SEALED_SHOWN } from "./secrets/sealed.ts";

/** What stands in place of a secret. */
export const REDACTED = "***REDACTED***";

/** Names that hide a value unless `redaction.patterns` says otherwise. */
export const DEFAULT_PATTERNS: readonly string[] = [
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "authorization",
  "cookie",
  "api_key",
  "private_key",
  "signing_key",
  "credential",
  "card_number",
  "cvv",
  "cvc",
  "iban",
];

/** Deepest that values are looked into; what lies deeper is hidden. */
const MAX_DEPTH = 12;

/** `Bearer …` and `Basic …`, as headers have them. */
const CREDENTIAL = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;

/** The password of a URL. */
const URL_PASSWORD = /(:\/\/[^:@/\s]*):[^@\s]+@/g;

/** Hides what bears one of some names. */
export class Redactor {
  readonly #name: RegExp | undefined;
  readonly #assigned: RegExp | undefined;

  /**
   * Makes a redactor.
   *
   * @param patterns Parts of names, in any case; `_` and `-` do not count: `api_key` hides `x-api-key` and `apiKeyId`.
   */
  constructor(patterns: readonly string[]) {
    const parts = patterns.map(bare).filter((part) => part !== "").map((part) => [...part].join("[_-]?"));
    if (parts.length === 0) return;
    const any = parts.join("|");
    this.#name = new RegExp(any, "i");
    this.#assigned = new RegExp(
      `((["']?)[\\w-]*(?:${any})[\\w-]*\\2\\s*(?:=|(?<=["']\\s*):)\\s*)("[^"]*"|'[^']*'|[^\\s"',;&)}\\]]+)`,
      "gi",
    );
  }

  /** Whether what bears a name is hidden. */
  hides(name: string): boolean {
    return this.#name?.test(name) ?? false;
  }

  /**
   * Hides secrets in a text: passwords of URLs, `Bearer` credentials, `name=value` and `"name": "value"` of hidden names.
   *
   * @param text Any text.
   */
  text(text: string): string {
    const rest = text.replace(URL_PASSWORD, `$1:${REDACTED}@`).replace(CREDENTIAL, `$1 ${REDACTED}`);
    return this.#assigned === undefined ? rest : rest.replace(this.#assigned, `$1${REDACTED}`);
  }

  /**
   * Makes a copy of a value that is safe to show: members of hidden names, sealed values, and secrets in texts.
   *
   * @typeParam T What it is.
   * @param value Any value; not changed. Objects of classes other than errors are left as they are.
   */
  value<T>(value: T): T {
    return this.#copy(value, 0) as T;
  }

  #copy(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth > MAX_DEPTH) return REDACTED;
    if (isSealed(value)) return SEALED_SHOWN;
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, depth + 1));
    if (value instanceof Error) return this.#error(value, depth);
    if (!isObject(value) || !isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        member !== null && member !== undefined && this.hides(name)
          ? REDACTED
          : this.#copy(member, depth + 1),
      ]),
    );
  }

  #error(error: Error, depth: number): Error {
    const copy: Error = Object.create(error);
    const told = {
      message: this.text(error.message),
      stack: error.stack === undefined ? undefined : this.text(error.stack),
      cause: this.#copy(error.cause, depth + 1),
    };
    for (const [name, value] of Object.entries(told)) {
      Object.defineProperty(copy, name, { value, configurable: true, writable: true });
    }
    return copy;
  }
}

let inUse = new Redactor(DEFAULT_PATTERNS);

/** The redactor of this process. */
export function redactor(): Redactor {
  return inUse;
}

/**
 * Chooses which names this process hides.
 *
 * @param patterns Parts of names: `redaction.patterns`.
 */
export function useRedaction(patterns: readonly string[]): void {
  inUse = new Redactor(patterns);
}

/**
 * Hides the password of a URL, wherever a URL carries one; the rest stays readable.
 *
 * @param url The URL; text that is none is hidden as a whole.
 * @returns The URL with `***REDACTED***` for its password.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return REDACTED;
  const parsed = new URL(url);
  if (parsed.password !== "") parsed.password = REDACTED;
  for (const name of ["password", "sslpassword", "sslkey"]) {
    if (parsed.searchParams.has(name)) parsed.searchParams.set(name, REDACTED);
  }
  return parsed.href;
}

function bare(pattern: string): string {
  return pattern.replaceAll(/[^a-z0-9]/gi, "");
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
