/** A diamond in every state worth a race, and the calls that race for it. */
import type { Sql } from "postgres";
import { DIAMOND, register, templateOf } from "../_support/fixtures.ts";

/** Positions of the diamond's steps. */
const POSITION = { start: 1, left: 2, right: 3, end: 4 } as const;

/** A step of the diamond. */
export type StepName = keyof typeof POSITION;

const [LEFT_WORKER, RIGHT_WORKER, OTHER_WORKER] = ["a", "b", "c"].map((end) =>
  `00000000-0000-7000-8000-00000000000${end}`
) as [string, string, string];

/** When the diamond is brought into its state, and a minute later, when leases are over and timers due. */
export const [SETUP_AT, RACE_AT] = ["2030-01-01T00:00:00Z", "2030-01-01T00:01:00Z"] as const;

/** The task of every run; its uuid is fixed so that a snapshot can be put back. */
export class Diamond {
  readonly task: string;

  constructor(task: string) {
    this.task = task;
  }

  step(name: StepName): string {
    return `${this.task.slice(0, -4)}000${POSITION[name]}`;
  }

  /** The name of one of its steps. */
  nameOf(uuid: string): string {
    return Object.keys(POSITION).find((name) => this.step(name as StepName) === uuid) ?? "task";
  }
}

/** One call that an actor makes, in a transaction of its own. */
export interface Actor {
  readonly name: string;
  /** Whether it passes over rows that somebody has locked, and so may do less than its turn allows. */
  readonly isLazy?: true;
  /** Sends the call; what it answers is part of the outcome. */
  readonly call: (sql: Sql, diamond: Diamond) => PromiseLike<readonly unknown[]>;
}

const LEASE = "10 seconds";

function results(diamond: Diamond, name: StepName, ending: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([{ step_uuid: diamond.step(name), attempt: 1, ...ending }]);
}

const SUCCESS = { success: true, result: { ok: 1 } };
const FAILURE = { success: false, error: { message: "It failed" } };
const LAST_FAILURE = { success: false, error: { message: "It failed", retryable: false } };

function finish(
  name: StepName,
  worker: string,
  ending: Readonly<Record<string, unknown>>,
  take: number,
): Actor["call"] {
  return (sql, diamond) =>
    sql`
      select r.outcome
        from tasker_v1.complete_steps_report(${worker}, ${
      results(diamond, name, ending)
    }::text::jsonb, ${take}, ${LEASE}) r
       where r.outcome <> 'taken'`;
}

/** Everything that may happen to a task at any moment. */
export const ACTORS: readonly Actor[] = [
  {
    name: "claim",
    isLazy: true,
    call: (sql) => sql`select * from tasker_v1.claim_steps(${OTHER_WORKER}, '{shop}', 10, ${LEASE})`,
  },
  { name: "complete left", call: finish("left", LEFT_WORKER, SUCCESS, 1) },
  { name: "complete right", call: finish("right", RIGHT_WORKER, SUCCESS, 0) },
  { name: "retry left", call: finish("left", LEFT_WORKER, FAILURE, 0) },
  { name: "fail right", call: finish("right", RIGHT_WORKER, LAST_FAILURE, 0) },
  {
    name: "submit left",
    call: (sql, diamond) =>
      sql`
        select r.outcome
          from tasker_v1.submit_step_results(${LEFT_WORKER}, ${
        results(diamond, "left", SUCCESS)
      }::text::jsonb) r`,
  },
  {
    name: "process",
    call: (sql, diamond) =>
      sql`select r.outcome from tasker_v1.process_step_results(${[diamond.step("left")]}::uuid[]) r`,
  },
  {
    name: "release left",
    call: (sql, diamond) =>
      sql`select tasker_v1.release_steps(${LEFT_WORKER}, ${[diamond.step("left")]}::uuid[])`,
  },
  {
    name: "defer right",
    call: (sql, diamond) =>
      sql`select tasker_v1.defer_steps(${RIGHT_WORKER}, ${[diamond.step("right")]}::uuid[], '0 s', 'test')`,
  },
  {
    name: "heartbeat",
    call: (sql) => sql`select h.leased_until from tasker_v1.heartbeat(${LEFT_WORKER}, ${LEASE}) h`,
  },
  // not of the worker that takes a step along meanwhile: signing off comes after the last completion
  { name: "unregister", call: (sql) => sql`select tasker_v1.unregister_worker(${RIGHT_WORKER})` },
  {
    name: "recover",
    isLazy: true,
    call: (sql) => sql`select * from tasker_v1.recover_expired_leases(1000, true)`,
  },
  { name: "wake", isLazy: true, call: (sql) => sql`select tasker_v1.wake_timers()` },
  {
    name: "cancel",
    call: (sql, diamond) =>
      sql`select c.state from tasker_v1.cancel_tasks(${[diamond.task]}::uuid[], 'test') c`,
  },
  {
    name: "give up",
    call: (sql, diamond) => sql`select tasker_v1.give_up_task(${diamond.task}, 'me', 'test')`,
  },
  {
    name: "reset left",
    call: (sql, diamond) =>
      sql`select r.step_state from tasker_v1.reset_step_for_retry(${diamond.step("left")}, 'me', 'test') r`,
  },
  {
    name: "resolve left",
    call: (sql, diamond) =>
      sql`select r.step_state from tasker_v1.resolve_step_manually(${diamond.step("left")}, 'me', 'test') r`,
  },
  {
    name: "complete start by hand",
    call: (sql, diamond) =>
      sql`select c.step_state from tasker_v1.complete_step_manually(${
        diamond.step("start")
      }, '1', 'me', 'test') c`,
  },
  {
    name: "complete end by hand",
    call: (sql, diamond) =>
      sql`select c.step_state from tasker_v1.complete_step_manually(${
        diamond.step("end")
      }, '1', 'me', 'test') c`,
  },
  {
    name: "finalize",
    isLazy: true,
    call: (sql, diamond) => sql`select * from tasker_v1.finalize_task_completion(${diamond.task})`,
  },
];

/** Who finds the rows that a session left behind. */
export const CLEANERS: readonly Actor[] = ACTORS.filter(({ name }) =>
  ["wake", "recover", "claim"].includes(name)
)
  .toReversed();

async function claim(sql: Sql, worker: string, step: string): Promise<void> {
  await sql`select * from tasker_v1.claim_announced_steps(${worker}, ${[step]}::uuid[], ${LEASE})`;
}

/** Both branches run, each with a worker of its own. */
async function run(sql: Sql, diamond: Diamond): Promise<void> {
  await claim(sql, LEFT_WORKER, diamond.step("start"));
  await finish("start", LEFT_WORKER, SUCCESS, 0)(sql, diamond);
  await claim(sql, LEFT_WORKER, diamond.step("left"));
  await claim(sql, RIGHT_WORKER, diamond.step("right"));
}

async function act(name: string, sql: Sql, diamond: Diamond): Promise<void> {
  await ACTORS.find((actor) => actor.name === name)!.call(sql, diamond);
}

/** How a fresh diamond is brought into each state; a task that starts later is asked for by `pending`. */
export const STATES: Readonly<Record<string, (sql: Sql, diamond: Diamond) => Promise<void>>> = {
  pending: async () => {},
  ready: async () => {},
  running: run,
  parked: async (sql, diamond) => {
    await run(sql, diamond);
    await act("submit left", sql, diamond);
  },
  retrying: async (sql, diamond) => {
    await run(sql, diamond);
    await act("retry left", sql, diamond);
  },
  failed: async (sql, diamond) => {
    await run(sql, diamond);
    await finish("left", LEFT_WORKER, LAST_FAILURE, 0)(sql, diamond);
  },
  blocked: async (sql, diamond) => {
    await run(sql, diamond);
    await finish("left", LEFT_WORKER, LAST_FAILURE, 0)(sql, diamond);
    await act("fail right", sql, diamond);
  },
  ending: async (sql, diamond) => {
    await run(sql, diamond);
    await act("complete right", sql, diamond);
  },
};

/** Creates the diamond in a state. */
export async function bring(sql: Sql, state: string): Promise<Diamond> {
  for (const worker of [LEFT_WORKER, RIGHT_WORKER, OTHER_WORKER]) {
    await sql`select tasker_v1.register_worker(${worker}, '{shop}', null)`;
  }
  await register(sql, templateOf(DIAMOND, { each: { retry: { backoff: "linear", jitter: 0 } } }));
  const later = state === "pending" ? { run_at: RACE_AT } : {};
  const request = JSON.stringify([{ namespace: "shop", name: "order", ...later }]);
  const [row] = await sql`select c.task_uuid from tasker_v1.create_tasks(${request}::text::jsonb) c`;
  const diamond = new Diamond(row?.task_uuid);
  await STATES[state]!(sql, diamond);
  return diamond;
}
