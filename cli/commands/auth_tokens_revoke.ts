import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth tokens revoke`: ends a bearer token by its id, whoever issued it. */
export const command: Command = {
  operands: [{ name: "id", summary: "Id of the token: its claim jti" }],
  options: [{
    name: "days",
    type: "number",
    value: "N",
    summary: "Days after which it has expired anyway, 1 to 3650",
    default: "30",
  }, REASON_OPTION],
  examples: ["tasker auth tokens revoke 2f1c… --reason 'the laptop is gone'"],
  async run(ctx, args) {
    const access = await ctx.access();
    const revoked = await access.revokeToken(
      args.operand("id"),
      args.number("days") ?? 30,
      args.text("reason"),
    );
    ctx.out.show(
      { revoked },
      () => ctx.out.line(revoked ? "It is not taken any more." : "It was revoked before."),
    );
    return EXIT.ok;
  },
};
