import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth sessions revoke`: ends a session at once, everywhere. */
export const command: Command = {
  operands: [{ name: "uuid", summary: "The session; `tasker auth sessions list` shows it", type: "uuid" }],
  options: [REASON_OPTION],
  examples: [
    "tasker auth sessions revoke 01990000-0000-7000-8000-000000000000 --reason 'the laptop was stolen'",
  ],
  async run(ctx, args) {
    const ended = await (await ctx.access()).endSession(args.operand("uuid"), args.text("reason"));
    ctx.out.show({ ended }, () => ctx.out.line(ended ? "It is over." : "There is no such open session."));
    return EXIT.ok;
  },
};
