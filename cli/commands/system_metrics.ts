import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker system metrics`: prints metrics in Prometheus' text format. */
export const command: Command = {
  examples: ["tasker system metrics", "tasker system metrics --server http://127.0.0.1:8080"],
  async run({ out, operations }) {
    const text = await (await operations()).metrics();
    out.show({ metrics: text }, () => out.raw(text));
    return EXIT.ok;
  },
};
