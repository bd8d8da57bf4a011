import type { Arguments } from "../arguments.ts";
import type { CommandOption } from "../command.ts";

/** The option `--limit` of lists of up to 1000 rows. */
export const rowLimit: { readonly option: CommandOption; of(args: Arguments): number } = {
  option: {
    name: "limit",
    short: "n",
    type: "number",
    value: "N",
    summary: "Rows at most, 1 to 1000",
    default: "100",
  },
  of: (args) => args.number("limit") ?? 100,
};
