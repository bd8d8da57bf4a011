import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { loadGivenTemplates, PATHS_OPERAND, printFaults } from "./_template_files.ts";

/** `tasker template validate`: checks template files and lists every fault; needs no database. */
export const command: Command = {
  operands: [PATHS_OPERAND],
  examples: [
    "tasker template validate templates/",
    "tasker template validate 'templates/**/*.yaml' --env production --json",
  ],
  async run(context, args) {
    const { out } = context;
    const loaded = await loadGivenTemplates(context, args);
    const { templates, faults } = loaded;
    const valid = templates.map(({ file, template: { namespace, name, version } }) => ({
      file,
      namespace,
      name,
      version,
    }));
    out.show({ isValid: faults.length === 0, templates: valid, faults }, () => {
      for (const { file, namespace, name, version } of valid) {
        out.line(`${file}: ${namespace}/${name} ${version}: ${out.colors.green("valid")}`);
      }
      printFaults(out, loaded);
    });
    return faults.length === 0 ? EXIT.ok : EXIT.failure;
  },
};
