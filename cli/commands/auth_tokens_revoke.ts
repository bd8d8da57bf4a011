import { call } from "../../orchestration/calls/call.ts";
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
    const [row] = await call(await ctx.sql())<{ revoked: boolean }>`
      select tasker_v1.revoke_access_token(${args.operand("id")},
               now() + make_interval(days => ${
      args.number("days") ?? 30
    }::integer), ${operatorName()}) as revoked`;
    ctx.out.show(
      row,
      () => ctx.out.line(row?.revoked ? "It is not taken any more." : "It was revoked before."),
    );
    return EXIT.ok;
  },
};
