import type { DlqStats } from "../../core/dlq_entry.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker dlq stats`: counts investigations by reason and by how they ended. */
export const command: Command = {
  examples: ["tasker dlq stats", "tasker dlq stats --json"],
  async run({ out, operations }) {
    const stats = await (await operations()).dlqStats();
    const count = (header: string, of: (row: DlqStats) => number) =>
      ({ header, align: "right", value: (row: DlqStats) => String(of(row)) }) as const;
    out.show(stats, () =>
      out.table<DlqStats>([
        { header: "REASON", value: ({ dlqReason }) => dlqReason, width: "full" },
        count("OPEN", ({ pending }) => pending),
        count("RESOLVED", ({ manuallyResolved }) => manuallyResolved),
        count("FAILED", ({ permanentFailures }) => permanentFailures),
        count("CANCELLED", ({ cancelled }) => cancelled),
        { header: "OLDEST", value: ({ oldestEntry }) => oldestEntry?.slice(0, 19), width: "full" },
        {
          header: "MINUTES TO CLOSE",
          align: "right",
          value: ({ avgResolutionTimeMinutes }) => avgResolutionTimeMinutes?.toFixed(1),
        },
      ], stats));
    return EXIT.ok;
  },
};
