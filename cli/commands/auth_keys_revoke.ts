import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showKeys } from "./_api_keys.ts";
import { REASON_OPTION } from "./_reason_option.ts";

/** `tasker auth keys revoke`: ends an API key at once, everywhere. */
export const command: Command = {
  operands: [{ name: "prefix", summary: "The key: its visible part, or its uuid" }],
  options: [REASON_OPTION],
  examples: ["tasker auth keys revoke ab3cd4ef --reason 'it was in a public repository'"],
  async run(ctx, args) {
    const access = await ctx.access();
    showKeys(ctx.out, [await access.revokeKey(args.operand("prefix"), args.text("reason"))]);
    return EXIT.ok;
  },
};
