import type { TaskStaleness } from "../../core/dlq_entry.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { rowLimit } from "./_row_limit.ts";
import { styleOfState } from "./_state_style.ts";
import { durationText } from "./_step_table.ts";

/** `tasker dlq stale`: tells how near to stale tasks are, the nearest first. */
export const command: Command = {
  options: [rowLimit.option],
  examples: ["tasker dlq stale", "tasker dlq stale --limit 10 --json"],
  async run({ out, operations }, args) {
    const tasks = await (await operations()).staleness(rowLimit.of(args));
    out.show(tasks, () => {
      if (tasks.length === 0) return out.note("Every task is over.");
      out.table<TaskStaleness>([
        { header: "TASK", value: ({ taskUuid }) => taskUuid, width: "full" },
        {
          header: "TEMPLATE",
          value: ({ namespaceName, taskName, version }) => `${namespaceName}/${taskName} ${version}`,
        },
        {
          header: "STATE",
          value: ({ currentState }) => currentState,
          width: "full",
          style: ({ currentState }) => styleOfState(out.colors, currentState),
        },
        {
          header: "FOR",
          value: ({ timeInStateMinutes }) => durationText(timeInStateMinutes * 60_000),
          align: "right",
          width: "full",
        },
        {
          header: "LIMIT",
          value: ({ stalenessThresholdMinutes }) => durationText(stalenessThresholdMinutes * 60_000),
          align: "right",
          width: "full",
        },
        { header: "WAKER", value: ({ hasWaker }) => hasWaker ? "yes" : "no" },
        { header: "HEALTH", value: ({ healthStatus }) => healthStatus, width: "full" },
      ], tasks);
    });
    return EXIT.ok;
  },
};
