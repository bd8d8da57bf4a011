import { Arguments, parseArguments } from "./arguments.ts";
import { colors } from "./colors.ts";
import type { Command } from "./command.ts";
import { makeContext } from "./context.ts";
import { EXIT } from "./exit_codes.ts";
import { findCommand } from "./find_command.ts";
import { GLOBAL_OPTIONS, withGlobalOptions } from "./global_options.ts";
import { Output } from "./output.ts";
import { type RegisteredCommand, REGISTRY } from "./registry.ts";
import { formatReport, reportOf } from "./report_error.ts";
import type { Terminal } from "./terminal.ts";
import { commandUsage, isBelow, programUsage } from "./usage.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/** Options for {@linkcode run}. */
export interface RunOptions {
  /** Where text goes. */
  readonly terminal: Terminal;
  /** Aborted when the command shall stop; its reason names the signal, `SIGINT` or `SIGTERM`. */
  readonly signal: AbortSignal;
  /**
   * Commands to choose from.
   *
   * @default {REGISTRY}
   */
  readonly registry?: readonly RegisteredCommand[];
}

/**
 * Runs one command line. Never throws, and never ends the process.
 *
 * @param args The command line, without the program's name.
 * @param options Terminal, signal and commands.
 * @returns The exit status.
 */
export async function run(args: readonly string[], options: RunOptions): Promise<number> {
  const { terminal, signal, registry = REGISTRY } = options;
  try {
    return await dispatch(args, terminal, signal, registry);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.ok; // whoever read our output has seen enough
    if (isAbort(error, signal)) return signal.reason === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    const report = reportOf(error);
    terminal.writeError(`${formatReport(report)}\n`);
    if (error instanceof UsageError) terminal.writeError(`${pointer(args, registry)}\n`);
    return report.exit;
  }
}

/** Whether an error only says that the signal was obeyed. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted &&
    (error === signal.reason || (error instanceof Error && error.name === "AbortError"));
}

async function dispatch(
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
  registry: readonly RegisteredCommand[],
): Promise<number> {
  const isHelp = args[0] === "help";
  const { entry, noun, rest } = findCommand(isHelp ? args.slice(1) : args, registry);
  const print = (text: string) => terminal.write(`${text}\n`);
  const styles = colors(terminal.isTerminal);
  if (entry === undefined) {
    const given = parseArguments(rest, [], GLOBAL_OPTIONS);
    if (given.flag("version")) print(VERSION);
    else if (noun === undefined || isHelp || given.flag("help")) print(programUsage(registry, noun, styles));
    else throw new UsageError(`Missing verb after "${noun}"`, verbsOf(noun, registry));
    return EXIT.ok;
  }
  const { command } = await entry.load();
  const given = isHelp
    ? new Arguments(new Map(), { help: true })
    : parseArguments(rest, command.operands ?? [], withGlobalOptions(command.options));
  if (given.flag("help")) print(commandUsage(entry, command, styles));
  else if (given.flag("version")) print(VERSION);
  else return await runCommand(command, given, new Output(terminal, given.flag("json")), signal);
  return EXIT.ok;
}

async function runCommand(
  command: Command,
  args: Arguments,
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  await using context = await makeContext(args, out, signal);
  const working = command.run(context, args);
  try {
    return await (command.stopsItself ? working : Promise.race([working, aborted(signal)]));
  } finally {
    working.catch(() => {}); // an abandoned command may still fail; nobody waits for it
    out.close();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function verbsOf(noun: string, registry: readonly RegisteredCommand[]): string {
  const verbs = registry.filter(({ path }) => isBelow(path, noun))
    .map(({ path }) => path.join(" ").slice(noun.length).trim()).filter((verb) => verb !== "");
  return `There is ${verbs.join(", ")}.`;
}

function pointer(args: readonly string[], registry: readonly RegisteredCommand[]): string {
  const [entry] = registry.filter(({ path }) => path.every((word, index) => args[index] === word))
    .sort((a, b) => b.path.length - a.path.length);
  return `Run \`tasker ${entry === undefined ? "" : `${entry.path.join(" ")} `}--help\` for what it takes.`;
}
