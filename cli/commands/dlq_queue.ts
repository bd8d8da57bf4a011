import type { QueuedInvestigation } from "../../core/dlq_entry.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { durationText } from "./_step_table.ts";
import { rowLimit } from "./_row_limit.ts";

/** `tasker dlq queue`: lists the open investigations, the most pressing first. */
export const command: Command = {
  options: [rowLimit.option],
  examples: ["tasker dlq queue", "tasker dlq queue --limit 10 --json"],
  async run({ out, operations }, args) {
    const queue = await (await operations()).dlqQueue(rowLimit.of(args));
    out.show(queue, () => {
      if (queue.length === 0) return out.note("There are no open investigations.");
      out.table<QueuedInvestigation>([
        { header: "TASK", value: ({ taskUuid }) => taskUuid, width: "full" },
        {
          header: "TEMPLATE",
          value: ({ namespaceName, taskName, version }) => `${namespaceName}/${taskName} ${version}`,
        },
        { header: "REASON", value: ({ dlqReason }) => dlqReason, width: "full" },
        { header: "TASK IS", value: ({ currentState }) => currentState, width: "full" },
        {
          header: "OPEN FOR",
          value: ({ minutesInDlq }) => durationText(minutesInDlq * 60_000),
          align: "right",
          width: "full",
        },
        { header: "SCORE", value: ({ priorityScore }) => priorityScore.toFixed(0), align: "right" },
      ], queue);
    });
    return EXIT.ok;
  },
};
