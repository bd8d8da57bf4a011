import type { HeldStep } from "../../core/worker_view.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { durationText } from "./_step_table.ts";
import { stateOf } from "./worker_list.ts";

/** `tasker worker get`: shows a worker and the steps it holds. */
export const command: Command = {
  operands: [{ name: "uuid", type: "uuid", summary: "The worker; `tasker worker list` shows the uuids" }],
  examples: ["tasker worker get 0199…", "tasker worker get 0199… --json"],
  async run({ out, operations }, args) {
    const worker = await (await operations()).readWorker(args.operand("uuid"));
    out.show(worker, () => {
      const facts: [string, string][] = [
        ["Worker", worker.workerUuid],
        ["State", stateOf(worker)],
        ["Namespaces", worker.namespaces.join(", ")],
        ["Handlers", worker.handlers?.join(", ") ?? "any"],
        ["Up for", durationText(worker.uptimeSeconds * 1000)],
        ["Heard of", worker.heartbeatAt],
        ["Leases", `until ${worker.leasedUntil}`],
        ["Says", JSON.stringify(worker.info)],
      ];
      for (const [name, value] of facts) out.line(`${out.colors.bold(name.padEnd(10))} ${value}`);
      if (worker.steps.length === 0) return;
      out.line();
      out.table<HeldStep>([
        { header: "STEP", value: ({ stepUuid }) => stepUuid, width: "full" },
        {
          header: "NAME",
          value: ({ namespace, taskName, stepName }) => `${namespace}/${taskName} ${stepName}`,
        },
        { header: "ATTEMPT", value: ({ attempt }) => attempt, align: "right" },
        { header: "UNTIL", value: ({ leasedUntil }) => leasedUntil.slice(0, 19), width: "full" },
      ], worker.steps);
    });
    return EXIT.ok;
  },
};
