import { parseExactly } from "../../core/exact_json.ts";
import type { Json } from "../../core/json.ts";
import { UsageError } from "../usage_error.ts";

/** How values are given, for help. */
export const JSON_VALUE = "JSON, or @FILE, or @- for standard input";

/**
 * Reads the value of an option that takes JSON.
 *
 * @param option Name of the option, without dashes.
 * @param text JSON, `@file`, or `@-` for standard input.
 * @returns The value.
 * @throws {UsageError} When the file cannot be read, or the text is no JSON.
 */
export async function readJson(option: string, text: string): Promise<Json> {
  const [place, json] = text.startsWith("@")
    ? [text.slice(1), await readText(option, text.slice(1))]
    : [undefined, text];
  try {
    return parseExactly(json) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const where = place === undefined ? "" : place === "-" ? " from standard input" : ` in "${place}"`;
    throw new UsageError(
      `Option --${option}${where} is not JSON: ${error.message}`,
      hintFor(text),
    );
  }
}

async function readText(option: string, path: string): Promise<string> {
  try {
    return path === "-" ? await new Response(Deno.stdin.readable).text() : await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : String(error);
    throw new UsageError(`Cannot read "${path}" for --${option}: ${reason}`);
  }
}

/** Shells eat double quotes. */
function hintFor(text: string): string | undefined {
  if (text.startsWith("@") || text.includes('"')) return undefined;
  return `Quote it for the shell: '{"name": "value"}'. Text stands in double quotes.`;
}
