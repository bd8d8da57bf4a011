import { redactUrl } from "../../config/redact.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker profile show`: tells what commands would work against now, and what says so. */
export const command: Command = {
  examples: ["tasker profile show", "tasker profile show --profile production --json"],
  async run({ out, target }) {
    const { kind, url, origin } = await target();
    const shown = { kind, url: url === undefined ? null : redactUrl(url), from: origin };
    out.show(shown, () => {
      out.line(`${kind}${shown.url === null ? "" : ` ${shown.url}`}, named by ${origin}`);
    });
    return EXIT.ok;
  },
};
