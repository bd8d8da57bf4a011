import { revokeApiKey } from "../../orchestration/access/key_store.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showKeys } from "./_api_keys.ts";
import { operatorName } from "./_operator_name.ts";

/** `tasker auth keys revoke`: ends an API key at once, everywhere. */
export const command: Command = {
  operands: [{ name: "prefix", summary: "The key: its visible part, or its uuid" }],
  examples: ["tasker auth keys revoke ab3cd4ef"],
  async run(ctx, args) {
    showKeys(ctx.out, [await revokeApiKey(await ctx.sql(), args.operand("prefix"), operatorName())]);
    return EXIT.ok;
  },
};
