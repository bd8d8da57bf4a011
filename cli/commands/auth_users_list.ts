import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker auth users list`: lists who may sign in. */
export const command: Command = {
  examples: ["tasker auth users list"],
  async run(ctx) {
    const users = await (await ctx.access()).listUsers();
    ctx.out.show(users, () => {
      ctx.out.table([
        { header: "USER", value: (user) => user.username },
        { header: "STATUS", value: (user) => user.status },
        { header: "SCOPES", value: (user) => user.scopes.join(", ") },
        { header: "NAMESPACES", value: (user) => user.namespaces?.join(", ") ?? "all" },
        { header: "LAST LOGIN", value: (user) => user.lastLoginAt?.slice(0, 16) ?? "never" },
      ], users);
    });
    return EXIT.ok;
  },
};
