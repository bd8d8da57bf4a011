import { formatTemplateFileFault, type LoadedTemplates, loadTemplates } from "../../config/template_files.ts";
import type { Arguments } from "../arguments.ts";
import type { CommandContext, Operand } from "../command.ts";
import type { Output } from "../output.ts";
import { UsageError } from "../usage_error.ts";

/** The operand of commands that read template files. */
export const PATHS_OPERAND: Operand = {
  name: "path",
  summary: "Template files, folders and globs; worker.template_paths of the configuration unless given",
  optional: true,
  repeated: true,
};

/**
 * Loads the template files that a command line names.
 *
 * @param context For the configuration.
 * @param args A command line with {@linkcode PATHS_OPERAND}.
 * @returns The templates and what is wrong with the files.
 * @throws {UsageError} When no path is given and none configured, or there is no template.
 */
export async function loadGivenTemplates(context: CommandContext, args: Arguments): Promise<LoadedTemplates> {
  const { environment, worker } = await context.config();
  const given = args.operands("path");
  const paths = given.length > 0 ? given : worker.templatePaths;
  if (paths.length === 0) {
    throw new UsageError("Missing <path>: worker.template_paths of the configuration is empty");
  }
  const loaded = await loadTemplates(paths, environment);
  if (loaded.templates.length + loaded.faults.length > 0) return loaded;
  throw new UsageError(`Cannot find a template in ${paths.map((path) => `"${path}"`).join(", ")}`);
}

/** Prints what is wrong with template files, a line each. */
export function printFaults(out: Output, { faults }: LoadedTemplates): void {
  for (const fault of faults) out.line(out.colors.red(formatTemplateFileFault(fault)));
}
