/**
 * JSON whose numbers keep all their digits: PostgreSQL's `jsonb` stores them all, a JavaScript number does not.
 *
 * @module
 */
import { TaskerError } from "./errors.ts";
import { joinPath } from "./json.ts";

/** What `JSON` has besides what TypeScript knows. Source: ECMA-262, `JSON.parse` source text access. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
}

const EXACT = JSON as unknown as ExactJson;

/**
 * Sixteen digits in a row, or an exponent of three: without these no number is longer or farther than a double. Uuids,
 * of which every body is full, have parts like `-9e123`.
 */
const MAY_BE_INEXACT = /\d[\d.]{15}|(?:^|[:,[\s])-?\d[\d.]*[eE][+-]?\d{3}/;

/**
 * Tells whether JSON may hold a number that a JavaScript number would round. Quick; sometimes says so of text in quotes.
 *
 * @param json The JSON.
 */
export function mayBeInexact(json: string): boolean {
  return MAY_BE_INEXACT.test(json);
}

/**
 * Reads JSON and loses no digit: a number that a double would round becomes a value that `JSON.stringify` writes as it
 * stood. All others are numbers as ever.
 *
 * @param json The JSON.
 * @returns What it says.
 * @throws {SyntaxError} When it is no JSON.
 * @throws {TaskerError} `TK001` for a number beyond the range of a double, such as `1e400`; names its path.
 */
export function parseExactly(json: string): unknown {
  if (!mayBeInexact(json)) return JSON.parse(json);
  let isBeyond = false;
  const value = EXACT.parse(json, (_key, value, { source }) => {
    if (typeof value !== "number" || source === undefined) return value;
    const [meant, held] = [decimal(source), decimal(String(value))];
    if (held === meant) return value;
    if (Number.isFinite(value) && value !== 0) return EXACT.rawJSON(source);
    isBeyond = true;
    return NaN;
  });
  if (isBeyond) throw beyond(pathOfNaN(value) ?? "");
  return value;
}

/** Tells whether a value is a number that {@linkcode parseExactly} kept as it was written. */
export function isWritten(value: unknown): boolean {
  return EXACT.isRawJSON(value);
}

/** A number in one way of writing: its digits without zeros around them, and where the point stands. */
function decimal(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return text.startsWith("I") || text.startsWith("-I") ? text : "0";
  const trimmed = digits.replace(/0+$/, "");
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}

function beyond(path: string): TaskerError {
  const name = path === "" ? "the number" : `the number at "${path}"`;
  return new TaskerError("TK001", `Cannot take ${name}: it is beyond 1.8e308, or nearer to 0 than 5e-324`, {
    details: JSON.stringify([{ path, reason: "is beyond the range of numbers" }]),
    hint: "Send it as text.",
  });
}

function pathOfNaN(value: unknown): string | undefined {
  if (Number.isNaN(value)) return "";
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const below = pathOfNaN(member);
    if (below !== undefined) return joinPath(Array.isArray(value) ? `[${key}]` : key, below);
  }
  return undefined;
}
