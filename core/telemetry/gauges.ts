import type { Family } from "./meters.ts";

/** What the database tells of the installation, by name. Source: `sql/functions/metrics/get_metrics.sql`. */
export const DATABASE_GAUGES: readonly (Family & { readonly kind: "gauge" | "counter" })[] = [
  gauge("tasker.steps.ready", "Steps that wait for a worker", ["namespace"]),
  gauge("tasker.steps.leased", "Steps that workers hold", ["namespace"]),
  gauge("tasker.steps.next_ready.task_age", "Age of the task whose step is claimed next", ["namespace"], "s"),
  gauge("tasker.timers.waiting", "What waits for a time, by kind", ["kind"]),
  gauge("tasker.timers.overdue", "How long the first timer is overdue", [], "s"),
  gauge("tasker.workers", "Workers that registered, by state", ["state"]),
  gauge("tasker.tasks.troubled", "Unfinished tasks with a failed step, by state", ["state"]),
  gauge("tasker.dlq.pending_investigations", "Investigations that nobody has closed, by reason", ["reason"]),
  {
    ...gauge("tasker.recovery.repairs", "What recovery found broken and mended", ["repair"]),
    kind: "counter",
  },
  gauge("tasker.db.connections", "Sessions of tasker's processes", ["application", "state"]),
  gauge("tasker.db.oldest_transaction.age", "Age of the oldest open transaction", [], "s"),
  gauge("tasker.queue.depth", "Messages in a queue", ["queue"]),
  gauge("tasker.queue.oldest_message.age", "Age of the oldest message of a queue", ["queue"], "s"),
];

function gauge(
  name: string,
  help: string,
  labels: readonly string[],
  unit?: "s",
): Family & { readonly kind: "gauge" } {
  return { name, help, labels, kind: "gauge", ...(unit === undefined ? {} : { unit }) };
}
