import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { showKeys } from "./_api_keys.ts";

/** `tasker auth keys list`: lists API keys. */
export const command: Command = {
  options: [{ name: "all", type: "boolean", summary: "Also keys that were revoked or have ended" }],
  examples: ["tasker auth keys list", "tasker auth keys list --all --json"],
  async run(ctx, args) {
    const access = await ctx.access();
    showKeys(ctx.out, await access.listKeys(args.flag("all")));
    return EXIT.ok;
  },
};
