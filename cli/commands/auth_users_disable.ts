import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth users disable`: ends a user's sessions and lets nobody sign in as it. */
export const command: Command = {
  operands: [{ name: "username", summary: "The user" }],
  options: [
    { name: "undo", type: "boolean", summary: "Lets it sign in again, and lifts a lock" },
    REASON_OPTION,
  ],
  examples: [
    "tasker auth users disable ada --reason 'left the company'",
    "tasker auth users disable ada --undo",
  ],
  async run(ctx, args) {
    const access = await ctx.access();
    const user = await access.disableUser(args.operand("username"), !args.flag("undo"), args.text("reason"));
    ctx.out.show(user, () => ctx.out.line(`User "${user.username}" is ${user.status}.`));
    return EXIT.ok;
  },
};
