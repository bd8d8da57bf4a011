import { nearestName } from "../../core/mod.ts";
import { type Permission, PERMISSIONS } from "../../orchestration/access/permissions.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { UsageError } from "../usage_error.ts";

/** `tasker auth roles show`: shows what a role allows, permission by permission. */
export const command: Command = {
  operands: [{ name: "role", summary: "The role" }],
  examples: ["tasker auth roles show operator", "tasker auth roles show reader --json"],
  async run(ctx, args) {
    const name = args.operand("role");
    const roles = await (await ctx.access()).listRoles();
    const found = roles.find(({ role }) => role === name);
    if (found === undefined) {
      const near = nearestName(name, roles.map(({ role }) => role));
      throw new UsageError(
        `No role is called "${name}"`,
        near === undefined ? "`tasker auth roles list` lists them." : `Did you mean "${near}"?`,
      );
    }
    ctx.out.show(found, () => {
      ctx.out.table([
        { header: "PERMISSION", value: (permission) => permission },
        { header: "ALLOWS TO", value: (permission) => PERMISSIONS[permission as Permission]?.summary ?? "" },
      ], found.permissions);
      if (found.description !== null) ctx.out.note(found.description);
    });
    return EXIT.ok;
  },
};
