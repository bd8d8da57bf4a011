import { PERMISSION_NAMES } from "../../orchestration/access/permissions.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { REASON_OPTION } from "./_reason_option.ts";
import { showRoles } from "./_roles.ts";

/** What may be allowed: each permission, and all of a resource. */
const ALLOWABLE: readonly string[] = [
  ...PERMISSION_NAMES,
  ...new Set(PERMISSION_NAMES.map((name) => name.replace(/:.*/, ":*"))),
];

/** `tasker auth roles set`: makes a role of the installation's own, or changes what it allows. */
export const command: Command = {
  operands: [{ name: "role", summary: "Its name: small letters, digits, underscores; not a built-in one" }],
  options: [
    {
      name: "permission",
      type: "strings",
      value: "PERMISSION",
      summary: "What it allows, resource:* for all of a resource; may be repeated; replaces what it allowed",
      choices: ALLOWABLE,
      required: true,
    },
    { name: "description", type: "string", value: "TEXT", summary: "What it is for" },
    REASON_OPTION,
  ],
  examples: [
    "tasker auth roles set reader --permission tasks:read --permission steps:read",
    "tasker auth roles set curator --permission 'dlq:*' --description 'Looks after dead letters' --reason 'on call'",
  ],
  async run(ctx, args) {
    const access = await ctx.access();
    const allows = { permissions: args.texts("permission"), description: args.text("description") };
    const role = await access.setRole(args.operand("role"), allows, args.text("reason"));
    ctx.out.show(role, () => showRoles(ctx.out, [role]));
    return EXIT.ok;
  },
};
