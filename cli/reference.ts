import type { Command, CommandOption, Operand } from "./command.ts";
import { EXIT, EXIT_MEANINGS } from "./exit_codes.ts";
import { GLOBAL_OPTIONS } from "./global_options.ts";
import type { RegisteredCommand } from "./registry.ts";

/**
 * Writes the reference of the command line as Markdown: every command with operands, options and examples, the global
 * options, the exit codes.
 *
 * @param registry Every command.
 * @returns The text of `docs/cli.md` below its introduction.
 */
export async function cliReference(registry: readonly RegisteredCommand[]): Promise<string> {
  const sections = await Promise.all(registry.map(async (entry) => {
    const { command } = await entry.load();
    return section(entry, command);
  }));
  return [
    "## Global options",
    "",
    ...optionLines(GLOBAL_OPTIONS),
    "",
    "## Exit codes",
    "",
    "| code | meaning |",
    "| ---: | --- |",
    ...Object.entries(EXIT_MEANINGS).map(([name, meaning]) =>
      `| ${EXIT[name as keyof typeof EXIT]} | ${escaped(meaning)} |`
    ),
    "",
    "## Commands",
    "",
    ...registry.map(({ path, summary }) =>
      `* [\`tasker ${path.join(" ")}\`](#tasker-${path.join("-")}): ${summary}`
    ),
    "",
    ...sections,
  ].join("\n");
}

function section(
  { path, summary }: RegisteredCommand,
  { operands = [], options = [], examples }: Command,
): string {
  return [
    `### tasker ${path.join(" ")}`,
    "",
    `${summary}.`,
    "",
    ...operands.map(operandLine),
    ...optionLines(options),
    ...(operands.length + options.length > 0 ? [""] : []),
    "```sh",
    ...examples,
    "```",
    "",
  ].join("\n");
}

function operandLine({ name, summary, optional, repeated }: Operand): string {
  const remark = [optional ? "may be left out" : "", repeated ? "may be repeated" : ""].filter(Boolean).join(
    ", ",
  );
  return `* \`<${name}>\`: ${escaped(summary)}${remark === "" ? "" : ` (${remark})`}`;
}

function optionLines(options: readonly CommandOption[]): string[] {
  return options.map(({ name, short, type, value, summary, default: usual, required }) => {
    const written = type === "boolean" ? `--${name}` : `--${name} ${value ?? "VALUE"}`;
    const remark = required ? " (required)" : usual === undefined ? "" : ` (default \`${usual}\`)`;
    return `* \`${short === undefined ? "" : `-${short}, `}${written}\`: ${escaped(summary)}${remark}`;
  });
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("${", "$\\{");
}
