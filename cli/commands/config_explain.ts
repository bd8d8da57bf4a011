import { COMPONENTS } from "../../config/component_names.ts";
import { formatAccepted, KEY_FACTS, type KeyFacts } from "../../config/key_facts.ts";
import { ENV_OVERRIDES } from "../../config/load.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { requireComponent } from "./_config_component.ts";

/** `tasker config explain`: what each key does, what it accepts, and which variable sets it. */
export const command: Command = {
  operands: [{ name: "component", summary: `Keeps to one of ${COMPONENTS.join(", ")}`, optional: true }],
  examples: ["tasker config explain worker", "tasker config explain --json"],
  run({ out }, args) {
    const component = requireComponent(args.optionalOperand("component"));
    const variables = new Map(Object.entries(ENV_OVERRIDES).map(([variable, key]) => [key, variable]));
    const explained = [...KEY_FACTS.values()].filter((facts) => isShown(facts, component)).map((facts) => ({
      key: facts.key,
      summary: facts.summary,
      accepts: formatAccepted(facts),
      variable: variables.get(facts.key) ?? null,
    }));
    out.show(explained, () => {
      for (const { key, summary, accepts, variable } of explained) {
        out.line(out.colors.bold(key));
        out.line(`  ${summary}`);
        out.line(out.colors.dim(`  ${accepts}${variable === null ? "" : `; or the variable ${variable}`}`));
      }
    });
    return Promise.resolve(EXIT.ok);
  },
};

function isShown({ key, kind }: KeyFacts, component: string | undefined): boolean {
  return kind !== "object" && (component === undefined || key.startsWith(`${component}.`));
}
