import type { WorkerView } from "../../core/worker_view.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker worker list`: lists workers, the last heard of first. */
export const command: Command = {
  options: [
    { name: "namespace", type: "string", value: "NAME", summary: "Only those that serve this namespace" },
    { name: "alive", type: "boolean", summary: "Only those that live" },
  ],
  examples: ["tasker worker list", "tasker worker list --alive --json"],
  async run({ out, operations }, args) {
    const workers = await (await operations()).listWorkers({
      namespace: args.text("namespace"),
      alive: args.flag("alive") || undefined,
    });
    out.show(workers, () => {
      if (workers.length === 0) return out.note("There are no such workers.");
      out.table<WorkerView>([
        { header: "WORKER", value: ({ workerUuid }) => workerUuid, width: "full" },
        {
          header: "STATE",
          value: stateOf,
          width: "full",
          style: ({ isAlive }) => isAlive ? out.colors.green : out.colors.dim,
        },
        { header: "NAMESPACES", value: ({ namespaces }) => namespaces.join(", ") },
        {
          header: "HANDLERS",
          value: ({ handlers }) => handlers === null ? "any" : handlers.length,
          align: "right",
        },
        { header: "HOLDS", value: ({ stepsCount }) => stepsCount, align: "right" },
        { header: "HEARD OF", value: ({ heartbeatAt }) => heartbeatAt.slice(0, 19), width: "full" },
      ], workers);
    });
    return EXIT.ok;
  },
};

/** A worker that says it runs, but whose leases ended, is silent. */
export function stateOf({ state, isAlive }: WorkerView): string {
  return state === "running" && !isAlive ? "silent" : state;
}
