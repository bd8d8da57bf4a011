import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showRoles } from "./_roles.ts";

/** `tasker auth roles list`: lists roles and what each allows. */
export const command: Command = {
  examples: ["tasker auth roles list", "tasker auth roles list --json"],
  async run(ctx) {
    const roles = await (await ctx.access()).listRoles();
    ctx.out.show(roles, () => showRoles(ctx.out, roles));
    return EXIT.ok;
  },
};
