import { parse, YamlSyntaxError } from "@std/yaml";

/** The typed face of `@std/yaml`, whose package for Deno carries no types. */
const parseDocument: (text: string) => unknown = parse;

/** Says where YAML text stops being YAML. */
export class YamlError extends SyntaxError {
  /** Its name, for logs. */
  override readonly name = "YamlError";
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
 * Parses YAML text of one document.
 *
 * @param text Content of a YAML file.
 * @returns What it says; `null` for an empty file.
 * @throws {YamlError} When the text is not YAML, repeats a key or holds several documents.
 */
export function parseYaml(text: string): unknown {
  try {
    return parseDocument(text);
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    const { message, line } = error as Error & { readonly line?: number };
    const [reason = message] = message.split(/ at line \d+/);
    throw new YamlError(reason, line, { cause: error });
  }
}
