import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showNewKey } from "./_api_keys.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth keys rotate`: makes a new key for an old one, which works on for a while. */
export const command: Command = {
  operands: [{ name: "prefix", summary: "The old key: its visible part, or its uuid" }],
  options: [{
    name: "overlap-hours",
    type: "number",
    value: "N",
    summary: "Hours that the old key works on, 0 to 2160",
    default: "24",
  }, REASON_OPTION],
  examples: ["tasker auth keys rotate ab3cd4ef", "tasker auth keys rotate ab3cd4ef --overlap-hours 0"],
  async run(ctx, args) {
    const access = await ctx.access();
    const overlapHours = args.number("overlap-hours") ?? 24;
    showNewKey(ctx.out, await access.rotateKey(args.operand("prefix"), overlapHours, args.text("reason")));
    return EXIT.ok;
  },
};
