import { type ConfigValue, listValues, traceConfig } from "../../config/mod.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { PART, partOf } from "./_config_part.ts";

/** `tasker config show`: each value in use, and where it was written. */
export const command: Command = {
  operands: [PART],
  examples: ["tasker config show", "tasker config show worker --env production", "tasker config show --json"],
  async run({ out, configOptions }, args) {
    const isInPart = partOf(args.optionalOperand(PART.name));
    const loaded = await traceConfig(configOptions);
    const values = listValues(loaded).filter(({ key }) => isInPart(key));
    const answer = {
      environment: loaded.config.environment,
      values: values.map((value) => ({ key: value.key, value: value.value ?? null, from: placeOf(value) })),
    };
    out.show(answer, () => {
      out.table([
        { header: "KEY", value: ({ key }) => key, width: "full" },
        { header: "VALUE", value: ({ value }) => typeof value === "string" ? value : JSON.stringify(value) },
        { header: "FROM", value: ({ from }) => from, style: () => out.colors.dim },
      ], answer.values);
    });
    return EXIT.ok;
  },
};

function placeOf({ value, origin }: ConfigValue): string {
  if (origin === undefined) return value === undefined ? "not set" : "follows from other keys";
  return origin.line === undefined ? origin.source : `${origin.source}:${origin.line}`;
}
