import type { RegisteredCommand } from "../../cli/registry.ts";
import { run } from "../../cli/run.ts";

/** What a command line did. */
export interface CliResult {
  /** Exit status. */
  readonly code: number;
  /** Everything on standard output. */
  readonly stdout: string;
  /** Everything on standard error. */
  readonly stderr: string;
}

/** Options for {@linkcode runCli}. */
export interface RunCliOptions {
  /** Characters in a line; no terminal when left out. */
  readonly columns?: number;
  /** Aborted where a person would press Ctrl-C. */
  readonly signal?: AbortSignal;
  /** Commands to choose from instead of the program's. */
  readonly registry?: readonly RegisteredCommand[];
}

/** Runs a command line in this process and catches what it prints. */
export async function runCli(args: readonly string[], options: RunCliOptions = {}): Promise<CliResult> {
  let [stdout, stderr] = ["", ""];
  const terminal = {
    write: (text: string) => void (stdout += text),
    writeError: (text: string) => void (stderr += text),
    isTerminal: options.columns !== undefined,
    isErrorTerminal: options.columns !== undefined,
    columns: options.columns ?? Infinity,
  };
  const { signal = new AbortController().signal, registry } = options;
  const code = await run(args, { terminal, signal, ...(registry === undefined ? {} : { registry }) });
  return { code, stdout, stderr };
}
