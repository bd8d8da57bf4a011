import { hashPassword } from "../../orchestration/access/password.ts";
import { call } from "../../orchestration/calls/call.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

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
  ],
  examples: [`${PASSWORD}='five words nobody says together' tasker auth users create ada --scope operator`],
  async run(ctx, args) {
    const hash = await hashPassword(Deno.env.get(PASSWORD) ?? "");
    const namespaces = args.texts("namespace");
    const [row] = await call(await ctx.sql())<{ user: Record<string, unknown> }>`
      select tasker_v1.create_access_user(${args.operand("username")}, ${hash}, ${args.texts(
      "scope",
    ) as string[]}::text[],
               ${namespaces.length === 0 ? null : namespaces as string[]}::text[]) as user`;
    ctx.out.show(row?.user, () => ctx.out.line(`User "${args.operand("username")}" may sign in.`));
    return EXIT.ok;
  },
};
