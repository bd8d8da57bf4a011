import { makeApiKey } from "../../orchestration/access/api_key.ts";
import { rotateApiKey } from "../../orchestration/access/key_store.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showNewKey } from "./_api_keys.ts";
import { operatorName } from "./_operator_name.ts";

/** `tasker auth keys rotate`: makes a new key for an old one, which works on for a while. */
export const command: Command = {
  operands: [{ name: "prefix", summary: "The old key: its visible part, or its uuid" }],
  options: [{
    name: "overlap-hours",
    type: "number",
    value: "N",
    summary: "Hours that the old key works on, 0 to 2160",
    default: "24",
  }],
  examples: ["tasker auth keys rotate ab3cd4ef", "tasker auth keys rotate ab3cd4ef --overlap-hours 0"],
  async run(ctx, args) {
    const made = makeApiKey();
    const key = await rotateApiKey(await ctx.sql(), args.operand("prefix"), made, {
      overlapHours: args.number("overlap-hours") ?? 24,
      by: operatorName(),
    });
    showNewKey(ctx.out, made.key, key);
    return EXIT.ok;
  },
};
