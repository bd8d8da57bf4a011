/** The real database behind the model: the door called by names, its state read as lines. */
import type { Sql } from "postgres";
import type { JsonObject } from "../../core/json.ts";
import type { AttemptResult } from "../../orchestration/calls/attempt_result.ts";
import type { Claim } from "../../orchestration/calls/claim.ts";
import { claimSteps } from "../../orchestration/calls/claim_steps.ts";
import { completeSteps } from "../../orchestration/calls/complete_steps.ts";
import { startTasks } from "../../orchestration/calls/start_tasks.ts";
import { Works } from "../../orchestration/calls/works.ts";
import { register } from "../_support/fixtures.ts";
import { moveClock } from "../_support/database.ts";
import { HOT_TABLES } from "./_hot_tables.ts";
import { BACKOFF_MS, type StepPlan } from "./_plans.ts";
import type { ModelStep, ModelTask } from "./model.ts";

/** A row of `tasker.claimed_step`. */
export interface ClaimRow {
  readonly step_uuid: string;
  readonly task_uuid: string;
  readonly attempt: number;
  readonly namespace: string;
  readonly task_name: string;
  readonly version: string;
  readonly step_name: string;
  readonly handler: string;
  readonly context: unknown;
  readonly dependencies: unknown;
  readonly inputs: JsonObject;
  readonly max_attempts: number;
  readonly correlation_id: string;
}

/**
 * How steps are given out and results taken in: in rows, as for programs in any language, or packed, as for a worker, which
 * puts together what it knows itself.
 */
export type Form = "rows" | "packed";

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
  readonly #works = new Works();
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
  async start(
    task: ModelTask,
    template: string,
    { worker, leaseMs, form }: { worker: string; leaseMs: number; form: Form },
  ): Promise<readonly Claim[]> {
    if (form === "packed") {
      const requests = [{
        namespace: task.namespace,
        name: template,
        context: {},
        runAt: new Date(task.startsAt).toISOString(),
      }];
      const leased = { workerUuid: worker, leaseSeconds: leaseMs / 1000, works: this.#works };
      const { tasks, claims } = await startTasks(this.sql, { ...leased, requests });
      await this.#know(task, tasks[0]!.taskUuid);
      return claims;
    }
    const rows = await this.sql<ClaimRow[]>`
      select * from tasker_v1.start_tasks(${worker}, ${requestOf(task, template, 0)}::text::jsonb,
                                          ${leaseMs}::int * interval '1 ms')`;
    await this.#know(task, rows[0]!.task_uuid);
    return rows.filter(({ step_uuid }) => step_uuid !== null).map(toClaim);
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
    namespaces: readonly string[],
    { worker, limit, leaseMs, form }: { worker: string; limit: number; leaseMs: number; form: Form },
  ): Promise<readonly Claim[]> {
    await this.sql`select set_config('tasker.queue_sweep', '', false)`;
    if (form === "packed") {
      const leased = { workerUuid: worker, leaseSeconds: leaseMs / 1000, works: this.#works };
      return await claimSteps(this.sql, { ...leased, namespaces, limit });
    }
    const rows = await this.sql<ClaimRow[]>`
      select * from tasker_v1.claim_steps(${worker}, ${[
      ...namespaces,
    ]}, ${limit}, ${leaseMs}::int * interval '1 ms')`;
    return rows.map(toClaim);
  }

  /** Records results as a worker does; the steps taken along. */
  async completePacked(
    results: readonly AttemptResult[],
    { worker, take, leaseMs }: { worker: string; take: number; leaseMs: number },
  ): Promise<readonly Claim[]> {
    return await completeSteps(this.sql, {
      workerUuid: worker,
      results,
      take,
      leaseSeconds: leaseMs / 1000,
      works: this.#works,
    });
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

/** A row as a worker would know it. */
export function toClaim(row: ClaimRow): Claim {
  return {
    stepUuid: row.step_uuid,
    taskUuid: row.task_uuid,
    attempt: row.attempt,
    work: {
      namespace: row.namespace,
      taskName: row.task_name,
      version: row.version,
      stepName: row.step_name,
      handler: row.handler,
      method: "",
      resolver: "",
      maxAttempts: row.max_attempts,
      timeoutSeconds: 0,
      inputs: row.inputs,
      hasChildren: true,
    },
    context: JSON.stringify(row.context),
    dependencies: JSON.stringify(row.dependencies),
    correlationId: row.correlation_id,
    traceparent: "",
  };
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
