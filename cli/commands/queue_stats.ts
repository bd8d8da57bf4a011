import { getQueueStatistics, type QueueStatistics } from "../../orchestration/calls/get_queue_statistics.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { durationText } from "./_step_table.ts";

/** `tasker queue stats`: tells how full each queue is; works on the database itself. */
export const command: Command = {
  examples: ["tasker queue stats", "tasker queue stats --json"],
  async run({ out, sql }) {
    const queues = await getQueueStatistics(await sql());
    out.show(queues, () => {
      if (queues.length === 0) return out.note("There are no queues.");
      out.table<QueueStatistics>([
        { header: "QUEUE", value: ({ queue }) => queue, width: "full" },
        { header: "MESSAGES", value: ({ length }) => length, align: "right" },
        { header: "VISIBLE", value: ({ visibleLength }) => visibleLength, align: "right" },
        {
          header: "OLDEST",
          value: ({ oldestSeconds }) =>
            oldestSeconds === null ? undefined : durationText(oldestSeconds * 1000),
          align: "right",
        },
      ], queues);
    });
    return EXIT.ok;
  },
};
