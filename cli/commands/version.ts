import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { VERSION } from "../version.ts";

/** `tasker version`: shows the version of the program and of what it runs on. */
export const command: Command = {
  examples: ["tasker version", "tasker version --json"],
  run({ out }) {
    const version = { version: VERSION, deno: Deno.version.deno, target: Deno.build.target };
    out.show(version, () => out.line(`tasker ${VERSION} (Deno ${version.deno}, ${version.target})`));
    return Promise.resolve(EXIT.ok);
  },
};
