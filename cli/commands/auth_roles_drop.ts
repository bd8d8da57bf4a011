import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth roles drop`: removes a role of the installation's own. */
export const command: Command = {
  operands: [{ name: "role", summary: "The role; who has it keeps only what else it has" }],
  options: [REASON_OPTION],
  examples: ["tasker auth roles drop reader --reason 'nobody has it'"],
  async run(ctx, args) {
    const removed = await (await ctx.access()).dropRole(args.operand("role"), args.text("reason"));
    ctx.out.show(
      { removed },
      () => ctx.out.line(removed ? "It is gone." : "There is no such role of the installation's own."),
    );
    return EXIT.ok;
  },
};
