import type { Sql } from "postgres";
import type { TaskState } from "../../core/states.ts";
import type { Execution } from "./_ledger.ts";
import { NAMESPACE, type Order, SHAPES, sumsOf } from "./_work.ts";

/** What somebody was promised: the request was accepted. */
export interface Accepted {
  /** What it asks for. */
  readonly order: Order;
  /** States in which it may end. */
  readonly endings: readonly TaskState[];
}

/** What a look at the database and the ledger found. */
export interface Judgement {
  /** Promises that were not kept, in words; none is what we promise. */
  readonly broken: readonly string[];
  /** Tasks looked at. */
  readonly tasks: number;
  /** Handlers that ran. */
  readonly executions: number;
  /** Executions beyond the first of an attempt or step that an expired lease explains. */
  readonly repeatedAfterExpiry: number;
  /** Attempts that ran twice because the server's crash undid their claim. */
  readonly repeatedAfterCrash: number;
}

/** Options for {@linkcode judge}. */
export interface JudgeOptions {
  /** Accepted requests, by number. */
  readonly accepted: ReadonlyMap<number, Accepted>;
  /** What handlers wrote down. */
  readonly executions: readonly Execution[];
  /**
   * Whether the server was killed: a claim is not flushed before it is answered, so a crash of the server may undo it, and
   * the same attempt is claimed once more.
   *
   * @default {false}
   */
  readonly mayClaimsBeUndone?: boolean;
}

interface StepRow {
  readonly stepUuid: string;
  readonly name: string;
  readonly state: string;
  readonly sum: number | null;
  readonly isByHand: boolean;
  readonly completions: number;
  readonly retries: number;
  readonly expiries: number;
}

interface TaskOfStep {
  readonly taskUuid: string;
  readonly number: number;
  readonly taskName: string;
  readonly taskState: TaskState;
}

interface TaskRow {
  readonly taskUuid: string;
  readonly number: number;
  readonly name: string;
  readonly state: TaskState;
  readonly steps: readonly StepRow[];
}

/**
 * Compares what was promised with what came of it: no accepted request is lost or doubled, every result is right and was recorded
 * once, a handler ran more often than its retries ask for only where a lease expired.
 */
export async function judge(sql: Sql, options: JudgeOptions): Promise<Judgement> {
  const broken: string[] = [];
  const ran = Map.groupBy(options.executions, ({ stepUuid }) => stepUuid);
  const tasks = await readTasks(sql);
  const byNumber = Map.groupBy(tasks, ({ number }) => number);
  let [repeatedAfterExpiry, repeatedAfterCrash] = [0, 0];

  for (const number of options.accepted.keys()) {
    if (!byNumber.has(number)) broken.push(`Request ${number} was accepted and is lost`);
  }
  for (const [number, same] of byNumber) {
    if (same.length > 1) broken.push(`Request ${number} became ${same.length} tasks`);
  }
  for (const task of tasks) {
    const { endings = ["complete"] } = options.accepted.get(task.number) ?? {};
    const title = `Task ${task.number} (${task.name} ${task.taskUuid})`;
    if (!endings.includes(task.state)) broken.push(`${title} is ${task.state}, not ${endings.join(" or ")}`);
    const sums = sumsOf(SHAPES[task.name] ?? {}, task);
    for (const step of task.steps) {
      const executions = ran.get(step.stepUuid) ?? [];
      const attempts = new Set(executions.map(({ attempt }) => attempt)).size;
      const twice = executions.length - attempts;
      const surplus = Math.max(attempts - 1 - step.retries, 0);
      repeatedAfterCrash += twice;
      repeatedAfterExpiry += surplus;
      const complain = (what: string) => broken.push(`${title}, step ${step.name}: ${what}`);
      if (step.completions > 1) complain(`was recorded ${step.completions} times`);
      if (twice > 0 && !options.mayClaimsBeUndone) {
        complain(`one attempt ran ${executions.length} times: ${JSON.stringify(executions)}`);
      }
      if (surplus > step.expiries) {
        complain(`ran ${attempts} attempts for ${step.retries} retries and ${step.expiries} expired leases`);
      }
      if (step.state !== "complete" || step.isByHand) continue;
      if (executions.length === 0) complain("is complete and never ran");
      const isPure = task.steps.every(({ isByHand, state }) => !isByHand && state !== "resolved_manually");
      if (isPure && step.name in sums && step.sum !== sums[step.name]) {
        complain(`has ${step.sum} for ${sums[step.name]}`);
      }
    }
  }
  const executions = options.executions.length;
  return { broken, tasks: tasks.length, executions, repeatedAfterExpiry, repeatedAfterCrash };
}

async function readTasks(sql: Sql): Promise<TaskRow[]> {
  const rows = await sql<(StepRow & TaskOfStep)[]>`
    with moves as (
      select l.step_uuid,
             count(*) filter (where 'complete' = any (l.via || l.to_state)) as completions,
             count(*) filter (where 'waiting_for_retry' = any (l.via || l.to_state) or l.from_state = 'error') as retries,
             count(*) filter (where l.metadata ->> 'event' = 'lease_expired') as expiries,
             bool_or(l.metadata ? 'by') as is_by_hand
        from tasker.step_transition_log l
       group by l.step_uuid
    )
    select t.task_uuid as "taskUuid", (t.context ->> 'number')::int as number, n.task_name as "taskName",
           t.state as "taskState", s.step_uuid as "stepUuid", n.step_name as name, s.state,
           (s.results ->> 'sum')::float8 as sum,
           coalesce(m.is_by_hand, false) as "isByHand", coalesce(m.completions, 0)::int as completions,
           coalesce(m.retries, 0)::int as retries, coalesce(m.expiries, 0)::int as expiries
      from tasker.tasks t
      join tasker.workflow_steps s on s.task_uuid = t.task_uuid
      join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
      left join moves m on m.step_uuid = s.step_uuid
     where n.namespace = ${NAMESPACE}
     order by s.step_uuid`;
  return [...Map.groupBy(rows, ({ taskUuid }) => taskUuid)].map(([taskUuid, steps]) => {
    const { number = NaN, taskName = "", taskState = "pending" } = steps[0] ?? {};
    return { taskUuid, number, name: taskName, state: taskState, steps };
  });
}
