import { CallLog } from "../../orchestration/access/call_log.ts";
import { OwnTokens } from "../../orchestration/access/own_tokens.ts";
import { call } from "../../orchestration/calls/call.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { operatorName } from "../operator_name.ts";
import { UsageError } from "../usage_error.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth tokens create`: makes a bearer token that carries what it allows. */
export const command: Command = {
  operands: [{ name: "subject", summary: "Whom it is for" }],
  options: [
    {
      name: "scope",
      type: "strings",
      value: "SCOPE",
      summary: "A role or permission; @namespace behind it limits it; may be repeated",
      required: true,
    },
    { name: "namespace", type: "strings", value: "NAME", summary: "It reaches only this; may be repeated" },
    { name: "minutes", type: "number", value: "N", summary: "Its life, 1 to 1440", default: "60" },
    REASON_OPTION,
  ],
  examples: ["tasker auth tokens create ci --scope publisher --minutes 15 --reason 'release 1.4'"],
  async run(ctx, args) {
    const [scopes, limits, minutes] = [
      args.texts("scope"),
      args.texts("namespace"),
      args.number("minutes") ?? 60,
    ];
    if (minutes < 1 || minutes > 1440) throw new UsageError("--minutes must lie between 1 and 1440");
    const [known] = await call(await ctx.sql())<{ unknown_scopes: string[] }>`
      select g.unknown_scopes from tasker_v1.get_access_grants(${scopes as string[]}::text[]) g`;
    const unknown = known?.unknown_scopes ?? [];
    if (unknown.length > 0) {
      throw new UsageError(`Nobody knows the scopes ${unknown.join(", ")}`, "See `tasker auth permissions`.");
    }
    const made = await new OwnTokens((await ctx.config()).auth.login).makeToken({
      subject: args.operand("subject"),
      scopes,
      namespaces: limits.length === 0 ? null : limits,
      seconds: Math.round(minutes * 60),
    });
    await new CallLog(await ctx.sql()).append({
      subject: operatorName(),
      kind: "database",
      action: "make_access_token",
      target: `token:${made.tokenId}`,
      permission: "auth:manage",
      outcome: "done",
      status: 200,
      reason: args.text("reason"),
    });
    ctx.out.show(made, () => {
      ctx.out.line(made.token);
      ctx.out.note(`Until ${made.expiresAt}. To end it before: tasker auth tokens revoke ${made.tokenId}`);
    });
    return EXIT.ok;
  },
};
