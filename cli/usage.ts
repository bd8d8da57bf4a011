import type { Colors } from "./colors.ts";
import { EXIT, EXIT_WORDS } from "./exit_codes.ts";
import type { Command, CommandOption, Operand } from "./command.ts";
import { GLOBAL_OPTIONS, globalOptionsBeside } from "./global_options.ts";
import type { RegisteredCommand } from "./registry.ts";
import { VERSION } from "./version.ts";

/**
 * Writes the help of the program, or of one noun.
 *
 * @param registry Every command.
 * @param noun Noun to keep to; all of them when left out.
 * @param colors Styles.
 * @returns The text.
 */
export function programUsage(
  registry: readonly RegisteredCommand[],
  noun: string | undefined,
  colors: Colors,
): string {
  const shown = registry.filter(({ path }) => isBelow(path, noun));
  return [
    noun === undefined ? `tasker ${VERSION}: runs workflows in PostgreSQL\n` : undefined,
    `${colors.bold("Usage:")} tasker ${noun === undefined ? "<command>" : `${noun} <verb>`} [options]`,
    section("Commands", shown.map(({ path, summary }) => [path.join(" "), summary]), colors),
    section("Global options", GLOBAL_OPTIONS.map(describe), colors),
    exitCodes(colors),
    "\nRun `tasker <command> --help` for the options of a command.",
  ].filter((part) => part !== undefined).join("\n");
}

/**
 * Writes the help of a command.
 *
 * @param entry Path and summary.
 * @param command Operands, options and examples.
 * @param colors Styles.
 * @returns The text.
 */
export function commandUsage(entry: RegisteredCommand, command: Command, colors: Colors): string {
  const operands = command.operands ?? [];
  const options = command.options ?? [];
  const words = [
    "tasker",
    ...entry.path,
    ...operands.map(placeholder),
    ...options.filter(isRequired).map(written),
    "[options]",
  ];
  return [
    `${entry.summary}.\n`,
    `${colors.bold("Usage:")} ${words.join(" ")}`,
    section("Arguments", operands.map((operand) => [placeholder(operand), operand.summary]), colors),
    section("Options", options.map(describe), colors),
    section("Global options", globalOptionsBeside(options).map(describe), colors),
    section("Examples", command.examples.map((example) => [example, ""]), colors),
    exitCodes(colors),
  ].filter((part) => part !== undefined).join("\n");
}

/** Whether a command's path begins with what was named of it. */
export function isBelow(path: readonly string[], noun: string | undefined): boolean {
  return noun === undefined || `${path.join(" ")} `.startsWith(`${noun} `);
}

function section(
  title: string,
  rows: readonly (readonly [string, string])[],
  colors: Colors,
): string | undefined {
  if (rows.length === 0) return undefined;
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `\n${colors.bold(`${title}:`)}`,
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()),
  ]
    .join("\n");
}

/** Every exit status, several to a line. */
function exitCodes(colors: Colors): string {
  const codes = Object.entries(EXIT_WORDS).map(([name, words]) =>
    `${EXIT[name as keyof typeof EXIT]} ${words}`
  );
  const rows = [codes.slice(0, 4), codes.slice(4, 8), codes.slice(8)].map((some) => `  ${some.join(" · ")}`);
  return [`\n${colors.bold("Exit codes:")}`, ...rows].join("\n");
}

function placeholder({ name, optional, repeated }: Operand): string {
  const shown = `<${name}>${repeated ? "..." : ""}`;
  return optional ? `[${shown}]` : shown;
}

function written({ name, type, value }: CommandOption): string {
  return type === "boolean" ? `--${name}` : `--${name} ${value ?? "VALUE"}`;
}

function isRequired(option: CommandOption): boolean {
  return option.required === true;
}

function describe(option: CommandOption): [string, string] {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  const remark = option.default === undefined ? "" : ` (default ${option.default})`;
  return [short + written(option), option.summary + remark];
}
