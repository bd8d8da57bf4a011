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
 * What no program reads of npm packages, and `deno compile` 2.9 overflows its stack over while it analyses it
 * (denoland/deno#36746): sample data of what prom-client brings along.
 */
const STUMBLING_BLOCKS = "registry.npmjs.org/bintrees/*/test";

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
    ...[...await testFiles(), ...await stumblingBlocks()].flatMap((file) => ["--exclude", file]),
    ...(hasOutput ? [] : ["--output", "dist/tasker"]),
    ...given,
    "cli/main.ts",
  ];
}

async function testFiles(): Promise<string[]> {
  const patterns = EMBEDDED_FOLDERS.map((folder) => `${folder}/**/*_test.ts`);
  return (await Array.fromAsync(glob(patterns, { cwd: PACKAGE }))).sort();
}

async function stumblingBlocks(): Promise<string[]> {
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(info.stdout)) as { npmCache: string };
  const found = await Array.fromAsync(glob(STUMBLING_BLOCKS, { cwd: npmCache }));
  return found.map((path) => `${npmCache}/${path}`);
}

async function run(args: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: PACKAGE }).spawn().status;
  if (code !== 0) Deno.exit(code);
}

if (import.meta.main) {
  await run(["cache", "cli/main.ts"]); // what is to be left out has to be there to be found
  await run(await compileArguments(Deno.args));
}
