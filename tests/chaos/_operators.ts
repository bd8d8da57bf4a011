import type { Sql } from "postgres";
import type { TaskState } from "../../core/states.ts";
import { cancelTasks } from "../../orchestration/calls/cancel_tasks.ts";
import { completeStepManually } from "../../orchestration/calls/complete_step_manually.ts";
import { giveUpTask } from "../../orchestration/calls/give_up_task.ts";
import { resetStepForRetry } from "../../orchestration/calls/reset_step_for_retry.ts";
import { resolveStepManually } from "../../orchestration/calls/resolve_step_manually.ts";
import { resolveTaskManually } from "../../orchestration/calls/resolve_task_manually.ts";
import { withSession } from "./_customers.ts";
import type { Accepted } from "./_judge.ts";
import type { Random } from "./_random.ts";
import { elapsed } from "./_rest.ts";

/** How a task may end once a person had a hand in it. */
const ANY_END: readonly TaskState[] = ["complete", "error", "cancelled", "resolved_manually"];

/** What a person does to a task, with a step of it. */
type Verb = (sql: Sql, target: { readonly taskUuid: string; readonly stepUuid: string }) => Promise<unknown>;

const by = { by: "chaos", reason: "the operator's whim" };

/** What operators do to tasks that run. */
const TO_LIVE: Readonly<Record<string, Verb>> = {
  cancel: (sql, { taskUuid }) => cancelTasks(sql, [taskUuid], by.reason),
  resolve_task: (sql, { taskUuid }) => resolveTaskManually(sql, { taskUuid, ...by }),
  resolve_step: (sql, { stepUuid }) => resolveStepManually(sql, { stepUuid, ...by }),
  complete_step: (sql, { stepUuid }) => completeStepManually(sql, { stepUuid, ...by, result: { sum: 0 } }),
};

/** What operators do to tasks that cannot go on, with the step that failed. */
const TO_BLOCKED: Readonly<Record<string, Verb>> = {
  ...TO_LIVE,
  reset_step: (sql, { stepUuid }) => resetStepForRetry(sql, { stepUuid, ...by }),
  give_up: (sql, { taskUuid }) => giveUpTask(sql, { taskUuid, ...by }),
};

/** Options for {@linkcode Operators}. */
export interface OperatorsOptions {
  /** Where their choices come from. */
  readonly random: Random;
  /** The database, as they reach it. */
  readonly url: string;
  /** What was promised; a task that they touch may end otherwise. */
  readonly accepted: Map<number, Accepted>;
}

/** Those who look at tasks that cannot go on, and sometimes meddle with those that can. */
export class Operators {
  /** Verbs that were done, by name. */
  readonly done: Record<string, number> = {};
  readonly #options: OperatorsOptions;

  /** Makes them; `run()` lets them work. */
  constructor(options: OperatorsOptions) {
    this.#options = options;
  }

  /** Works until told to stop. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await withSession(this.#options.url, (sql) => this.#round(sql)).catch(() => {});
      await elapsed(400, signal);
    }
  }

  async #round(sql: Sql): Promise<void> {
    const { random } = this.#options;
    const rows = await sql<Target[]>`
      select t.task_uuid as "taskUuid", (t.context ->> 'number')::int as number, f.step_uuid as "stepUuid",
             t.state = 'blocked_by_failures' as "isBlocked"
        from tasker.tasks t
        cross join lateral (select s.step_uuid from tasker.steps_of(t.task_uuid) s
                             where s.state = 'error' or t.state <> 'blocked_by_failures'
                             order by s.state = 'error' desc, random() limit 1) f
       where t.state < 'complete'
       order by t.task_uuid`;
    const live = rows.filter(({ isBlocked }) => !isBlocked);
    for (const target of rows.filter(({ isBlocked }) => isBlocked)) await this.#act(sql, target, TO_BLOCKED);
    if (random.chance(0.5)) {
      for (const target of random.some(live, 1)) {
        await this.#act(sql, target, TO_LIVE);
      }
    }
  }

  async #act(sql: Sql, target: Target, verbs: Readonly<Record<string, Verb>>): Promise<void> {
    const { random, accepted } = this.#options;
    const known = accepted.get(target.number);
    if (known === undefined) return; // its customer does not know yet that it was accepted
    accepted.set(target.number, { ...known, endings: ANY_END });
    const [name, verb] = random.pick(Object.entries(verbs) as [[string, Verb], ...[string, Verb][]]);
    try {
      await verb(sql, target);
      this.done[name] = (this.done[name] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof Error && "kind" in error && error.kind === "conflict")) throw error;
    }
  }
}

interface Target {
  readonly taskUuid: string;
  readonly number: number;
  readonly stepUuid: string;
  readonly isBlocked: boolean;
}
