import type { StepAudit } from "../../core/step_audit.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { STEP_OPERAND } from "./_operator.ts";
import { durationText } from "./_step_table.ts";

/** `tasker step audit`: lists who ran a step and how it ended, the last attempt first. */
export const command: Command = {
  operands: [STEP_OPERAND],
  examples: ["tasker step audit 0199…", "tasker step audit 0199… --json"],
  async run({ out, operations }, args) {
    const attempts = await (await operations()).auditStep(args.operand("uuid"));
    out.show(attempts, () => {
      if (attempts.length === 0) return out.note("No attempt was recorded yet.");
      out.table<StepAudit>([
        { header: "ATTEMPT", value: ({ attempt }) => attempt, align: "right" },
        { header: "RECORDED", value: ({ recordedAt }) => recordedAt.slice(0, 19), width: "full" },
        {
          header: "ENDED",
          value: ({ success }) => success ? "success" : "failure",
          style: ({ success }) => success ? out.colors.green : out.colors.red,
          width: "full",
        },
        {
          header: "TOOK",
          value: ({ executionTimeMs }) =>
            executionTimeMs === null ? undefined : durationText(executionTimeMs),
          align: "right",
          width: "full",
        },
        { header: "WORKER", value: ({ workerUuid }) => workerUuid, width: "full" },
        {
          header: "OUTCOME",
          value: ({ success, result, error }) => success ? JSON.stringify(result) : error?.message,
        },
      ], attempts);
    });
    return EXIT.ok;
  },
};
