import { formatAccepted, KEY_FACTS } from "../../config/key_facts.ts";
import { ENV_OVERRIDES } from "../../config/load.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { PART, partOf } from "./_config_part.ts";

/** `tasker config explain`: what each key does, what it accepts, and which variable sets it. */
export const command: Command = {
  operands: [PART],
  examples: [
    "tasker config explain worker",
    "tasker config explain database.listen_url",
    "tasker config explain --json",
  ],
  run({ out }, args) {
    const isInPart = partOf(args.optionalOperand(PART.name));
    const variables = new Map(Object.entries(ENV_OVERRIDES).map(([variable, key]) => [key, variable]));
    const explained = [...KEY_FACTS.values()].filter(({ key, kind }) => kind !== "object" && isInPart(key))
      .map((facts) => ({
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
