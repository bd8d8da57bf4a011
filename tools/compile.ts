/**
 * Builds `tasker` as one binary that needs nothing installed: `deno task compile [deno compile's options]`. It lies in
 * `dist/` unless `--output` says otherwise.
 *
 * Embedded besides the modules: the SQL, the configuration, the examples, and PostgreSQL as far as Deno's cache has it
 * for the target. `deno compile` downloads its runtime; where it cannot, `DENORT_BIN` names one.
 *
 * @module
 */
import { glob } from "node:fs/promises";

const PACKAGE = new URL("../", import.meta.url);

/** Folders that are read when the program runs. */
export const EMBEDDED_FOLDERS: readonly string[] = ["sql", "config", "examples"];

/**
 * The arguments of `deno` that build the binary.
 *
 * @param given Options of `deno compile` from the command line.
 */
export async function compileArguments(given: readonly string[]): Promise<string[]> {
  const hasOutput = given.some((option) => option === "-o" || option.startsWith("--output"));
  return [
    "compile",
    "--allow-all",
    ...EMBEDDED_FOLDERS.flatMap((folder) => ["--include", folder]),
    ...(await testFiles()).flatMap((file) => ["--exclude", file]),
    ...(hasOutput ? [] : ["--output", "dist/tasker"]),
    ...given,
    "cli/main.ts",
  ];
}

async function testFiles(): Promise<string[]> {
  const patterns = EMBEDDED_FOLDERS.map((folder) => `${folder}/**/*_test.ts`);
  return (await Array.fromAsync(glob(patterns, { cwd: PACKAGE }))).sort();
}

if (import.meta.main) {
  const build = new Deno.Command(Deno.execPath(), { args: await compileArguments(Deno.args), cwd: PACKAGE });
  Deno.exit((await build.spawn().status).code);
}
