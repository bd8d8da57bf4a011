import { renderConfigDocs } from "../../config/render_docs.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker config docs`: the reference of all keys as Markdown. */
export const command: Command = {
  examples: ["tasker config docs > docs/configuration.md"],
  async run({ out }) {
    const text = await renderConfigDocs();
    out.show({ markdown: text }, () => out.raw(text));
    return EXIT.ok;
  },
};
