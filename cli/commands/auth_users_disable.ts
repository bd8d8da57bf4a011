import { updateUser } from "../../orchestration/access/user_store.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { operatorName } from "./_operator_name.ts";

/** `tasker auth users disable`: ends a user's sessions and lets nobody sign in as it. */
export const command: Command = {
  operands: [{ name: "username", summary: "The user" }],
  options: [{ name: "undo", type: "boolean", summary: "Lets it sign in again, and lifts a lock" }],
  examples: ["tasker auth users disable ada", "tasker auth users disable ada --undo"],
  async run(ctx, args) {
    const changes = { isDisabled: !args.flag("undo"), by: operatorName() };
    const user = await updateUser(await ctx.sql(), args.operand("username"), changes);
    ctx.out.show(user, () => ctx.out.line(`User "${user.username}" is ${user.status}.`));
    return EXIT.ok;
  },
};
