import type { DurationPercentiles, Performance } from "../../core/analytics.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import type { Output } from "../output.ts";
import { UsageError } from "../usage_error.ts";
import { durationText } from "./_step_table.ts";

/** `tasker system performance`: measures a period up to now. */
export const command: Command = {
  options: [
    {
      name: "hours",
      type: "number",
      value: "N",
      summary: "Length of the period, a whole number from 1 to 8760",
      default: "24",
    },
    { name: "namespace", type: "string", value: "NAME", summary: "Only this namespace" },
  ],
  examples: ["tasker system performance", "tasker system performance --hours 1 --namespace orders --json"],
  async run({ out, operations }, args) {
    const hours = args.number("hours") ?? 24;
    if (!Number.isInteger(hours) || hours < 1 || hours > 8760) {
      throw new UsageError(`Option --hours takes a whole number from 1 to 8760, not "${args.text("hours")}"`);
    }
    const figures = await (await operations()).performance(hours, args.text("namespace"));
    out.show(figures, () => printPerformance(out, figures));
    return EXIT.ok;
  },
};

function printPerformance(out: Output, { metrics, percentiles }: Performance): void {
  if (metrics !== null) {
    out.line(
      `${metrics.activeTasksCount} tasks are under way; ${metrics.taskThroughput} were created, ` +
        `${metrics.completionCount} completed and ${metrics.errorCount} failed since ` +
        metrics.analysisPeriodStart.slice(0, 19),
    );
  }
  if (percentiles.length === 0) return out.note("Nothing ended in the period.");
  const seconds = (value: number | null) => value === null ? undefined : durationText(value * 1000);
  const time = (header: string, of: (row: DurationPercentiles) => number | null) =>
    ({
      header,
      value: (row: DurationPercentiles) => seconds(of(row)),
      align: "right",
      width: "full",
    }) as const;
  out.table<DurationPercentiles>([
    { header: "NAMESPACE", value: ({ namespace }) => namespace },
    { header: "OF", value: ({ kind }) => `${kind}s` },
    { header: "ENDED", value: ({ endedCount }) => endedCount, align: "right" },
    { header: "FAILED", value: ({ errorCount }) => errorCount, align: "right" },
    time("P50", (row) => row.p50Seconds),
    time("P90", (row) => row.p90Seconds),
    time("P99", (row) => row.p99Seconds),
    time("MAX", (row) => row.maxSeconds),
  ], percentiles);
}
