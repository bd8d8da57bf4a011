import { PERMISSIONS } from "../../orchestration/access/permissions.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker auth permissions`: lists permissions, what they allow and which roles have them. */
export const command: Command = {
  examples: ["tasker auth permissions", "tasker auth permissions --json"],
  async run(ctx) {
    const roles = await (await ctx.access()).listRoles();
    const rows = Object.entries(PERMISSIONS).map(([permission, { summary, namespaced, formerly }]) => ({
      permission,
      summary,
      namespaced,
      roles: roles.filter(({ permissions }) => permissions.includes(permission)).map(({ role }) => role),
      formerly: [...formerly],
    }));
    ctx.out.show(rows, () => {
      ctx.out.table([
        { header: "PERMISSION", value: (row) => row.permission },
        { header: "PER NAMESPACE", value: (row) => row.namespaced ? "yes" : "no" },
        { header: "ROLES", value: (row) => row.roles.join(", ") },
        { header: "ALLOWS TO", value: (row) => row.summary },
      ], rows);
    });
    return EXIT.ok;
  },
};
