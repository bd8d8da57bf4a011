import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** Variable that the password comes in: what stands in a command line can be read by other users of the machine. */
const PASSWORD = "TASKER_NEW_PASSWORD";

/** `tasker auth users create`: makes a user who signs in with a name and a password. */
export const command: Command = {
  operands: [{ name: "username", summary: "Name to sign in with" }],
  options: [
    {
      name: "scope",
      type: "strings",
      value: "SCOPE",
      summary: "A role or permission; @namespace behind it limits it; may be repeated",
      required: true,
    },
    {
      name: "namespace",
      type: "strings",
      value: "NAME",
      summary: "The user reaches only this; may be repeated",
    },
    REASON_OPTION,
  ],
  examples: [`${PASSWORD}='five words nobody says together' tasker auth users create ada --scope operator`],
  async run(ctx, args) {
    const access = await ctx.access();
    const request = {
      name: args.operand("username"),
      password: Deno.env.get(PASSWORD) ?? "",
      scopes: args.texts("scope"),
      namespaces: args.texts("namespace"),
    };
    const user = await access.createUser(request, args.text("reason"));
    ctx.out.show(user, () => ctx.out.line(`User "${user.username}" may sign in.`));
    return EXIT.ok;
  },
};
