import type { Family } from "./meters.ts";

/** What the database tells of the installation, by name. Source: `sql/functions/metrics/get_metrics.sql`. */
export const DATABASE_GAUGES: readonly (Family & { readonly kind: "gauge" | "counter" })[] = [
  gauge("tasker.steps.ready", "Steps that wait for a worker", ["namespace"]),
  gauge("tasker.steps.leased", "Steps that workers hold", ["namespace"]),
  gauge("tasker.steps.next_ready.task_age", "Age of the task whose step is claimed next", ["namespace"], "s"),
  gauge("tasker.tasks.by_state", "Tasks, by state, as of the last summing up", ["state"]),
  gauge("tasker.steps.by_state", "Steps, by state, as of the last summing up", ["state"]),
  counter("tasker.tasks.completions", "Tasks that completed", ["namespace", "task"]),
  counter("tasker.tasks.failures", "Times that a task came to error or blocked_by_failures", [
    "namespace",
    "task",
  ]),
  counter("tasker.tasks.completion", "Time from creation to completion, of all completed tasks together", [
    "namespace",
    "task",
  ], "s"),
  gauge("tasker.timers.waiting", "What waits for a time, by kind", ["kind"]),
  gauge("tasker.timers.overdue", "How long the first timer is overdue", [], "s"),
  gauge("tasker.workers", "Workers that registered, by state", ["state"]),
  gauge("tasker.tasks.troubled", "Unfinished tasks with a failed step, by state", ["state"]),
  gauge("tasker.dlq.pending_investigations", "Investigations that nobody has closed, by reason", ["reason"]),
  counter("tasker.recovery.repairs", "What recovery found broken and mended", ["repair"]),
  gauge("tasker.db.connections", "Sessions of tasker's processes", ["application", "state"]),
  gauge("tasker.db.oldest_transaction.age", "Age of the oldest open transaction", [], "s"),
  gauge("tasker.queue.depth", "Messages in a queue", ["queue"]),
  gauge("tasker.queue.oldest_message.age", "Age of the oldest message of a queue", ["queue"], "s"),
];

function counter(
  name: string,
  help: string,
  labels: readonly string[],
  unit?: "s",
): Family & { readonly kind: "counter" } {
  return { ...gauge(name, help, labels, unit), kind: "counter" };
}

function gauge(
  name: string,
  help: string,
  labels: readonly string[],
  unit?: "s",
): Family & { readonly kind: "gauge" } {
  return { name, help, labels, kind: "gauge", ...(unit === undefined ? {} : { unit }) };
}
