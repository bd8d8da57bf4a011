import { parse } from "@std/toml";

/** A TOML table: keys to strings, numbers, booleans, dates, arrays and tables. */
export type TomlTable = { [key: string]: unknown };

/** The typed face of `@std/toml`, whose package for Deno carries no types. */
const parseTable: (text: string) => TomlTable = parse;

/** What the parser's messages quote of the text, which may be a secret; the line says enough. */
const QUOTATION = /(?: on line '|:\n).*$/s;

/** Says where TOML text stops being TOML. */
export class TomlSyntaxError extends SyntaxError {
  /** Its name, for logs. */
  override readonly name = "TomlSyntaxError";
  /** Line of the fault, from 1; `undefined` when the parser did not tell. */
  readonly line: number | undefined;

  /**
   * Makes an error.
   *
   * @param message What is wrong, without a final period.
   * @param line Line of the fault, from 1.
   * @param options The parser's own error as `cause`.
   */
  constructor(message: string, line?: number, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/**
 * Parses TOML text.
 *
 * @param text Content of a TOML file.
 * @returns Its root table.
 * @throws {TomlSyntaxError} When the text is not TOML.
 */
export function parseToml(text: string): TomlTable {
  try {
    return parseTable(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, line, reason] = /^Parse error on line (\d+), column \d+: (.*)$/s.exec(message) ?? [];
    const words = (reason ?? message).replace(QUOTATION, "");
    throw new TomlSyntaxError(words, line === undefined ? undefined : Number(line), {
      cause: error,
    });
  }
}

/**
 * Tells whether a value is a table, and not an array, a date or a scalar.
 *
 * @param value Any value of a parsed file.
 * @returns Whether it has keys of its own.
 */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
