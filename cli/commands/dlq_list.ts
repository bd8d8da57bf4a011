import {
  DLQ_REASONS,
  DLQ_RESOLUTIONS,
  type DlqEntry,
  type DlqReason,
  type DlqResolution,
} from "../../core/dlq_entry.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { styleOfState } from "./_state_style.ts";

/** `tasker dlq list`: lists investigations, the newest first; the open ones unless asked otherwise. */
export const command: Command = {
  options: [
    {
      name: "status",
      short: "s",
      type: "string",
      value: "STATUS",
      summary: `Only in this state: ${DLQ_RESOLUTIONS.join(", ")}, or all`,
      choices: [...DLQ_RESOLUTIONS, "all"],
      default: "pending",
    },
    {
      name: "reason",
      type: "string",
      value: "REASON",
      choices: DLQ_REASONS,
      summary: `Only for this reason: ${DLQ_REASONS.join(", ")}`,
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      value: "N",
      summary: "Rows at most, 1 to 10000",
      default: "50",
    },
    { name: "offset", type: "number", value: "N", summary: "Rows to pass over", default: "0" },
  ],
  examples: ["tasker dlq list", "tasker dlq list --status all --reason max_retries_exceeded --json"],
  async run({ out, operations }, args) {
    const status = args.text("status");
    const entries = await (await operations()).listDlq({
      resolutionStatus: status === "all" ? undefined : status as DlqResolution,
      reason: args.text("reason") as DlqReason | undefined,
      limit: args.number("limit"),
      offset: args.number("offset"),
    });
    out.show(entries, () => {
      if (entries.length === 0) return out.note("There are no such investigations.");
      out.table<DlqEntry>([
        { header: "TASK", value: ({ taskUuid }) => taskUuid, width: "full" },
        {
          header: "TEMPLATE",
          value: ({ namespaceName, taskName, version }) => `${namespaceName}/${taskName} ${version}`,
        },
        { header: "REASON", value: ({ dlqReason }) => dlqReason, width: "full" },
        { header: "SINCE", value: ({ dlqTimestamp }) => dlqTimestamp.slice(0, 19), width: "full" },
        {
          header: "TASK IS",
          value: ({ currentState }) => currentState,
          width: "full",
          style: ({ currentState }) => styleOfState(out.colors, currentState),
        },
        { header: "STATUS", value: ({ resolutionStatus }) => resolutionStatus, width: "full" },
      ], entries);
    });
    return EXIT.ok;
  },
};
