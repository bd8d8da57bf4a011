import { call } from "../../orchestration/calls/call.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker auth users disable`: ends a user's sessions and lets nobody sign in as it. */
export const command: Command = {
  operands: [{ name: "username", summary: "The user" }],
  options: [{ name: "undo", type: "boolean", summary: "Lets it sign in again, and lifts a lock" }],
  examples: ["tasker auth users disable ada", "tasker auth users disable ada --undo"],
  async run(ctx, args) {
    const [row] = await call(await ctx.sql())<{ user: { username: string; status: string } }>`
      select tasker_v1.update_access_user(${args.operand("username")}, p_is_disabled => ${!args.flag(
      "undo",
    )}) as user`;
    ctx.out.show(row?.user, () => ctx.out.line(`User "${row?.user.username}" is ${row?.user.status}.`));
    return EXIT.ok;
  },
};
