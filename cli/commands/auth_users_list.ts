import { call } from "../../orchestration/calls/call.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

interface User {
  readonly username: string;
  readonly status: string;
  readonly scopes: readonly string[];
  readonly namespaces: readonly string[] | null;
  readonly last_login_at: string | null;
}

/** `tasker auth users list`: lists who may sign in. */
export const command: Command = {
  examples: ["tasker auth users list"],
  async run(ctx) {
    const rows = await call(await ctx.sql())<{ user: User }>`
      select l.view as user from tasker_v1.list_access_users() l (view)`;
    const users = rows.map(({ user }) => user);
    ctx.out.show(users, () => {
      ctx.out.table([
        { header: "USER", value: (user) => user.username },
        { header: "STATUS", value: (user) => user.status },
        { header: "SCOPES", value: (user) => user.scopes.join(", ") },
        { header: "NAMESPACES", value: (user) => user.namespaces?.join(", ") ?? "all" },
        { header: "LAST LOGIN", value: (user) => user.last_login_at?.slice(0, 16) ?? "never" },
      ], users);
    });
    return EXIT.ok;
  },
};
