import type { Account } from "./account.ts";

/** Options for {@linkcode runProgram}. */
export interface RunProgramOptions {
  /** Arguments. */
  readonly args: readonly string[];
  /** Folder to run in; the account must be able to enter it. */
  readonly cwd: string;
  /** Who to run as. None: the caller. */
  readonly account: Account | undefined;
}

/**
 * Runs one of the server's programs to its end, in a plain environment so that the caller's `PG…` and
 * `LC_…` variables change nothing.
 *
 * @throws {Error} If it fails; carries what it printed.
 */
export async function runProgram(program: string, { args, cwd, account }: RunProgramOptions): Promise<void> {
  const { success, code, stderr, stdout } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { LC_ALL: "C", PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" },
    clearEnv: Deno.build.os !== "windows",
    ...account,
  }).output();
  if (success) return;
  const said = [stderr, stdout].map((bytes) => new TextDecoder().decode(bytes).trim()).join("\n").trim();
  throw new Error(`Cannot run "${program}": it ended with code ${code}\n${said}`);
}
