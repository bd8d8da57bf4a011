/**
 * Writes the reference part of `docs/cli.md` from the registry of commands; what stands above its mark stays.
 *
 * @module
 */
import { cliReference } from "./reference.ts";
import { REGISTRY } from "./registry.ts";

/** The line below which everything is written by this program. */
const MARK = "<!-- Written by cli/write_docs.ts from the registry of commands. -->";

/** The file. */
export const CLI_DOCS: URL = new URL("../docs/cli.md", import.meta.url);

/** What the file should hold, given what it holds. */
export async function cliDocs(now: string): Promise<string> {
  const [introduction = ""] = now.split(MARK);
  return `${introduction.trimEnd()}\n\n${MARK}\n\n${(await cliReference(REGISTRY)).trimEnd()}\n`;
}

if (import.meta.main) await Deno.writeTextFile(CLI_DOCS, await cliDocs(await Deno.readTextFile(CLI_DOCS)));
