import { ConfigError, formatConfigFault, loadConfig, type LoadConfigOptions } from "../../config/mod.ts";
import { ENVIRONMENTS } from "../../config/environment_names.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker config validate`: checks the configuration of one environment, or of all. */
export const command: Command = {
  options: [
    { name: "all", type: "boolean", summary: `Checks each of ${ENVIRONMENTS.join(", ")}` },
  ],
  examples: [
    "tasker config validate",
    "tasker config validate --env production --config-root /etc/tasker",
    "tasker config validate --all --json",
  ],
  async run({ out, configOptions }, args) {
    const environments = args.flag("all") ? ENVIRONMENTS : [configOptions.environment];
    const checks = await Promise.all(
      environments.map((environment) => check({ ...configOptions, environment })),
    );
    out.show(checks, () => {
      for (const { environment, is_valid, faults } of checks) {
        out.line(`${environment}: ${is_valid ? out.colors.green("valid") : out.colors.red("not valid")}`);
        for (const fault of faults) out.line(`  ${formatConfigFault(fault)}`);
      }
    });
    return checks.every(({ is_valid }) => is_valid) ? EXIT.ok : EXIT.failure;
  },
};

async function check(options: LoadConfigOptions) {
  try {
    const { environment } = await loadConfig(options);
    return { environment, is_valid: true, faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { environment: error.environment, is_valid: false, faults: error.faults };
  }
}
