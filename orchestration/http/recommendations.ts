import type { z } from "@hono/zod-openapi";
import type { bottlenecksSchema } from "./analytics_schemas.ts";

type Slowest = Omit<z.infer<typeof bottlenecksSchema>, "recommendations">;

/** Share of failed attempts from which a step is worth a word. */
const HIGH_ERROR_RATE = 0.1;

/** How much longer than its average the longest attempt of a step is, to be worth a word. */
const LONG_TAIL = 5;

/** Share of what there is that is nearly all of it. */
const NEARLY_ALL = 0.9;

/** Says in words what the slowest steps and tasks, and what is in use, suggest; at most five sentences. */
export function recommendations({ slow_steps, slow_tasks, resource_utilization: used }: Slowest): string[] {
  const scarce = [
    ...(used.workers_count === 0 && used.ready_steps > 0
      ? [`No worker lives and ${used.ready_steps} steps wait for one.`]
      : []),
    ...((used.worker_utilization ?? 0) >= NEARLY_ALL && used.ready_steps > (used.worker_slots ?? 0)
      ? [
        `All ${used.worker_slots} slots of the workers are in use and ${used.ready_steps} steps wait: add workers or slots.`,
      ]
      : []),
    ...((used.database_utilization ?? 0) >= NEARLY_ALL
      ? [
        `${used.database_connections_used} of ${used.database_connections_max} connections to the database are in use.`,
      ]
      : []),
  ];
  const failing = slow_steps.filter(({ error_rate }) => error_rate >= HIGH_ERROR_RATE).map((step) =>
    `${
      Math.round(step.error_rate * 100)
    } % of the attempts of step "${step.step_name}" of "${step.task_name}" fail: ` +
    "look at their errors first."
  );
  const uneven = slow_steps
    .filter((step) => step.max_duration_seconds > LONG_TAIL * Math.max(step.average_duration_seconds, 0.1))
    .map((step) =>
      `Step "${step.step_name}" of "${step.task_name}" took up to ${step.max_duration_seconds} s, ` +
      `${step.average_duration_seconds} s on average: give it a timeout.`
    );
  const [slowest] = slow_steps;
  const slow = slowest === undefined ? [] : [
    `Step "${slowest.step_name}" of "${slowest.task_name}" takes longest: ${slowest.average_duration_seconds} s.`,
  ];
  const long = slow_tasks.filter(({ error_rate }) => error_rate >= HIGH_ERROR_RATE)
    .map((task) => `${Math.round(task.error_rate * 100)} % of the tasks "${task.task_name}" end in error.`);
  return [...scarce, ...failing, ...long, ...uneven, ...slow].slice(0, 5);
}
