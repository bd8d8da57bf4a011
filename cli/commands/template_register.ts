import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { loadGivenTemplates, PATHS_OPERAND, printFaults } from "./_template_files.ts";

/** `tasker template register`: publishes template files, all of them or none. */
export const command: Command = {
  operands: [PATHS_OPERAND],
  examples: ["tasker template register templates/", "tasker template register order.yaml --json"],
  async run(context, args) {
    const { out } = context;
    const loaded = await loadGivenTemplates(context, args);
    if (loaded.faults.length > 0) {
      out.show({ registered: [], faults: loaded.faults }, () => printFaults(out, loaded));
      return EXIT.failure;
    }
    const registered = await (await context.operations()).registerTemplates(
      loaded.templates.map(({ template }) => template),
    );
    out.show({ registered, faults: [] }, () => {
      out.table([
        {
          header: "TEMPLATE",
          value: ({ namespace, name, version }) => `${namespace}/${name} ${version}`,
          width: "full",
        },
        { header: "", value: ({ created }) => created ? "published" : "was there already" },
      ], registered);
    });
    return EXIT.ok;
  },
};
