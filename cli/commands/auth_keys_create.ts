import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showNewKey } from "./_api_keys.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth keys create`: makes an API key and shows it, once. */
export const command: Command = {
  operands: [{ name: "name", summary: "What the key is for: the program that will use it" }],
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
      summary: "The key reaches only this; may be repeated",
    },
    { name: "days", type: "number", value: "N", summary: "Days until it ends; without it, it does not" },
    REASON_OPTION,
  ],
  examples: [
    "tasker auth keys create shop --scope client --namespace payments",
    "tasker auth keys create ops --scope operator --scope audit:read --days 90 --reason 'new pager' --json",
  ],
  async run(ctx, args) {
    const access = await ctx.access();
    const request = {
      name: args.operand("name"),
      scopes: args.texts("scope"),
      namespaces: args.texts("namespace"),
      days: args.number("days"),
    };
    showNewKey(ctx.out, await access.createKey(request, args.text("reason")));
    return EXIT.ok;
  },
};
