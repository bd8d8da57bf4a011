import { revokeToken } from "../../orchestration/access/user_store.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { operatorName } from "./_operator_name.ts";

/** `tasker auth tokens revoke`: ends a bearer token by its id, whoever issued it. */
export const command: Command = {
  operands: [{ name: "id", summary: "Id of the token: its claim jti" }],
  options: [{
    name: "days",
    type: "number",
    value: "N",
    summary: "Days after which it has expired anyway, 1 to 3650",
    default: "30",
  }],
  examples: ["tasker auth tokens revoke 2f1c…"],
  async run(ctx, args) {
    const options = { days: args.number("days") ?? 30, by: operatorName() };
    const revoked = await revokeToken(await ctx.sql(), args.operand("id"), options);
    ctx.out.show(
      { revoked },
      () => ctx.out.line(revoked ? "It is not taken any more." : "It was revoked before."),
    );
    return EXIT.ok;
  },
};
