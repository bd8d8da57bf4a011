import type { CommandOption } from "../command.ts";

/** The option of commands that change who may call. */
export const REASON_OPTION: CommandOption = {
  name: "reason",
  short: "r",
  type: "string",
  value: "TEXT",
  summary: "Why, for the log of calls",
};
