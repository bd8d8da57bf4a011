import type { HealthReport } from "../../core/health_report.ts";
import type { Colors, Style } from "../colors.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker system health`: tells how each part is; exit status 1 when one cannot work. */
export const command: Command = {
  examples: ["tasker system health", "tasker system health --server http://127.0.0.1:8080 --json"],
  async run({ out, operations }) {
    const report = await (await operations()).health();
    out.show(report, () => {
      const { status, info } = report;
      out.line(`${styleOf(out.colors, status)(status)}: tasker ${info.version}, ${info.environment}`);
      out.table([
        { header: "CHECK", value: ([name]) => name },
        {
          header: "STATUS",
          value: ([, check]) => check.status,
          width: "full",
          style: ([, check]) => styleOf(out.colors, check.status),
        },
        { header: "TOOK", value: ([, { durationMs }]) => `${durationMs} ms`, align: "right", width: "full" },
        { header: "MESSAGE", value: ([, { message }]) => message },
      ], Object.entries(report.checks));
    });
    return report.status === "unhealthy" ? EXIT.failure : EXIT.ok;
  },
};

function styleOf(colors: Colors, status: HealthReport["status"]): Style {
  return status === "healthy" ? colors.green : status === "degraded" ? colors.yellow : colors.red;
}
