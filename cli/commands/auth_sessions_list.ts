import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker auth sessions list`: lists who is signed in. */
export const command: Command = {
  options: [
    { name: "user", type: "string", value: "NAME", summary: "Only sessions of this user" },
    { name: "all", type: "boolean", summary: "Also sessions that are over" },
    {
      name: "limit",
      short: "n",
      type: "number",
      value: "N",
      summary: "Most to list, 1 to 1000",
      default: "100",
    },
  ],
  examples: ["tasker auth sessions list", "tasker auth sessions list --user ada --all --json"],
  async run(ctx, args) {
    const access = await ctx.access();
    const sessions = await access.listSessions({
      username: args.text("user"),
      withEnded: args.flag("all"),
      limit: args.number("limit") ?? 100,
    });
    ctx.out.show(sessions, () => {
      ctx.out.table([
        { header: "SESSION", value: (session) => session.sessionUuid, width: "full" },
        { header: "USER", value: (session) => session.username },
        { header: "STATUS", value: (session) => session.status },
        { header: "SINCE", value: (session) => session.createdAt.slice(0, 16) },
        { header: "REFRESHED", value: (session) => session.refreshedAt?.slice(0, 16) ?? "never" },
        { header: "ENDS", value: (session) => (session.revokedAt ?? session.expiresAt).slice(0, 16) },
        { header: "WHY", value: (session) => session.revokedWhy ?? "" },
      ], sessions);
    });
    return EXIT.ok;
  },
};
