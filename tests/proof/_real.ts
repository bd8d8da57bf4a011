/** The real database behind the model: the door called by names, its state read as lines. */
import type { Sql } from "postgres";
import { type ClaimedStep, register } from "../_support/fixtures.ts";
import { moveClock } from "../_support/database.ts";
import { HOT_TABLES } from "./_hot_tables.ts";
import { BACKOFF_MS, type StepPlan } from "./_plans.ts";
import type { ModelStep, ModelTask } from "./model.ts";

/** What a claim gave, with what its handler would be told. */
export interface RealClaim extends ClaimedStep {
  readonly dependencies: Readonly<Record<string, unknown>>;
}

interface StepRow {
  readonly task_uuid: string;
  readonly step_name: string;
  readonly state: string;
  readonly attempts: number;
  readonly worker_uuid: string | null;
  readonly attempt: number | null;
  readonly leased_ms: number | null;
  readonly kind: string | null;
  readonly due_ms: number | null;
}

/** Queues of the namespaces of every case. */
const STEP_QUEUES = ["pgmq.q_worker_alpha_queue", "pgmq.q_worker_beta_queue"];

/** The database of one session whose clock is moved by hand. */
export class Real {
  readonly sql: Sql;
  readonly #taskUuids: string[] = [];
  readonly #stepUuids = new Map<string, string>();

  constructor(sql: Sql) {
    this.sql = sql;
  }

  /** Forgets every task and worker. */
  async clear(): Promise<void> {
    await this.sql.unsafe([...HOT_TABLES, ...STEP_QUEUES].map((table) => `delete from ${table}`).join(";"));
    this.#taskUuids.length = 0;
    this.#stepUuids.clear();
  }

  async moveClock(now: number): Promise<void> {
    await moveClock(this.sql, new Date(now).toISOString());
  }

  /** Publishes a template; a random one needs a name of its own. */
  async publish(namespace: string, name: string, plans: readonly StepPlan[]): Promise<void> {
    await register(this.sql, {
      namespace,
      name,
      version: "1.0.0",
      steps: plans.map((plan) => ({
        name: plan.name,
        handler: { callable: plan.handler },
        dependencies: plan.parents,
        retry: {
          retryable: plan.retryable,
          max_attempts: plan.maxAttempts,
          backoff: "linear",
          backoff_base_ms: BACKOFF_MS,
          jitter: 0,
        },
      })),
    });
  }

  /** Creates the task that the model has just created. */
  async create(task: ModelTask, template: string, priority: number): Promise<void> {
    const [row] = await this.sql`
      select c.task_uuid from tasker_v1.create_tasks(${requestOf(task, template, priority)}::text::jsonb) c`;
    await this.#know(task, row?.task_uuid);
  }

  /** Creates such a task for a worker that starts it at once; the steps it got. */
  async start(task: ModelTask, template: string, worker: string, leaseMs: number): Promise<RealClaim[]> {
    const rows = await this.sql<RealClaim[]>`
      select * from tasker_v1.start_tasks(${worker}, ${requestOf(task, template, 0)}::text::jsonb,
                                          ${leaseMs}::int * interval '1 ms')`;
    await this.#know(task, rows[0]!.task_uuid);
    return rows.filter(({ step_uuid }) => step_uuid !== null);
  }

  async #know(task: ModelTask, uuid: string): Promise<void> {
    this.#taskUuids.push(uuid);
    const steps = await this.sql`
      select s.step_uuid, n.step_name
        from tasker.steps_of(${uuid}) s
        join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position`;
    for (const step of steps) this.#stepUuids.set(`${task.id}.${step.step_name}`, step.step_uuid);
  }

  taskUuid(task: ModelTask): string {
    return this.#taskUuids[task.id]!;
  }

  stepUuid(step: ModelStep): string {
    return this.#stepUuids.get(nameOf(step))!;
  }

  stepUuids(steps: readonly ModelStep[]): string[] {
    return steps.map((step) => this.stepUuid(step));
  }

  /** Claims without the hint that a slow reading of the queue leaves: it would hide urgent steps for a while. */
  async claim(
    worker: string,
    namespaces: readonly string[],
    limit: number,
    leaseMs: number,
  ): Promise<RealClaim[]> {
    await this.sql`select set_config('tasker.queue_sweep', '', false)`;
    return await this.sql<RealClaim[]>`
      select * from tasker_v1.claim_steps(${worker}, ${[
      ...namespaces,
    ]}, ${limit}, ${leaseMs}::int * interval '1 ms')`;
  }

  /** The state of everything, a line each. */
  async lines(): Promise<string[]> {
    const [tasks, steps] = await Promise.all([
      this.sql`
        select t.task_uuid, t.state, (extract(epoch from w.due_at) * 1000)::float8 as due_ms
          from tasker.tasks t
          left join tasker.timers w on w.waiter_uuid = t.task_uuid`,
      this.sql<StepRow[]>`
        select s.task_uuid, n.step_name, s.state, s.attempts, q.worker_uuid, q.attempt, w.kind,
               (extract(epoch from w.due_at) * 1000)::float8 as due_ms,
               (extract(epoch from q.leased_until) * 1000)::float8 as leased_ms
          from tasker.workflow_steps s
          join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
          left join tasker.step_queue q on q.step_uuid = s.step_uuid
          left join tasker.timers w on w.waiter_uuid = s.step_uuid`,
    ]);
    const id = (uuid: string) => this.#taskUuids.indexOf(uuid);
    return [
      ...tasks.map((task) => line(`${id(task.task_uuid)}`, task.state, "start", task.due_ms)),
      ...steps.map((step) =>
        line(
          `${id(step.task_uuid)}.${step.step_name}`,
          `${step.state} ${step.attempts}`,
          step.kind,
          step.due_ms,
          step.attempt === null
            ? ""
            : ` queued #${step.attempt} ${step.worker_uuid ?? ""} ${step.leased_ms ?? ""}`,
        )
      ),
    ].sort();
  }
}

/** The state of the model, in the words of {@linkcode Real.lines}. */
export function linesOf(tasks: readonly ModelTask[]): string[] {
  return tasks.flatMap((task) => [
    line(`${task.id}`, task.state, "start", task.state === "pending" ? task.startsAt : null),
    ...task.steps.map((step) => {
      const { state, attempts, lease, timer } = step;
      const isWaiting = state === "enqueued" && timer === undefined;
      const queue = isWaiting
        ? ` queued #${attempts + 1}  `
        : lease === undefined
        ? ""
        : ` queued #${attempts} ${lease.worker} ${lease.until}`;
      return line(nameOf(step), `${state} ${attempts}`, timer?.kind ?? null, timer?.due ?? null, queue);
    }),
  ]).sort();
}

/** A step in words: `0.s1`. */
export function nameOf(step: ModelStep): string {
  return `${step.task.id}.${step.name}`;
}

function line(name: string, state: string, kind: string | null, due: number | null, queue = ""): string {
  return `${name} ${state}${queue}${due === null ? "" : ` ${kind} at ${due}`}`;
}

function requestOf({ namespace, startsAt }: ModelTask, name: string, priority: number): string {
  return JSON.stringify([{ namespace, name, priority, run_at: new Date(startsAt) }]);
}
