/** Releases the calls of several actors one at a time, each in a transaction of its own, and compares how they end. */
import type { Sql } from "postgres";
import { backendPid } from "../_support/waiting.ts";
import { type Actor, CLEANERS, type Diamond, RACE_AT } from "./_actors.ts";
import { HOT_TABLES } from "./_hot_tables.ts";

/** A row that a session outside holds, so that the first actor stops in the middle of its call. */
export interface Gate {
  readonly name: string;
  readonly lock: (sql: Sql, diamond: Diamond) => PromiseLike<unknown>;
}

/** Actors in the order their calls are released; the first commits last. */
export interface Race {
  readonly state: string;
  readonly actors: readonly Actor[];
  readonly gate?: Gate;
}

interface Session {
  readonly sql: Sql;
  readonly pid: number;
}

/** How a call went: what it answered or raised. */
type Answer = string;

/** Sessions of one database in which races are run again and again from the same snapshots. */
export class Explorer {
  readonly #admin: Sql;
  readonly #gate: Sql;
  readonly #sessions: readonly Session[];
  readonly #diamonds = new Map<string, Diamond>();
  readonly #serial = new Map<string, Promise<string>>();

  private constructor(admin: Sql, gate: Sql, sessions: readonly Session[]) {
    [this.#admin, this.#gate, this.#sessions] = [admin, gate, sessions];
  }

  /** Opens the sessions: one looks, one holds the gate, one for each actor. */
  static async open(connect: () => Sql, actorsCount: number): Promise<Explorer> {
    const clients = Array.from({ length: actorsCount + 2 }, connect);
    for (const client of clients) {
      await client`select set_config('tasker.now', ${RACE_AT}, false), set_config('deadlock_timeout', '100ms', false),
                          set_config('synchronous_commit', 'off', false), set_config('statement_timeout', '10s', false)`;
    }
    const [admin, gate, ...actors] = clients;
    const sessions = await Promise.all(actors.map(async (sql) => ({ sql, pid: await backendPid(sql) })));
    return new Explorer(admin!, gate!, sessions);
  }

  /** Keeps the database as it is now under a name. */
  async keep(state: string, diamond: Diamond): Promise<void> {
    this.#diamonds.set(state, diamond);
    const copies = HOT_TABLES.map((table, place) => `create table kept_${state}.t${place} as table ${table}`);
    await this.#admin.unsafe([`create schema kept_${state}`, ...copies].join(";"));
  }

  /** Why a race is not equal to any order of its actors one after another; undefined when it is. */
  async refutation(race: Race): Promise<string | undefined> {
    const ending = await this.#run(race);
    const orders = permutations(race.actors);
    const expected = await Promise.all(orders.map((actors) => this.#serialEnding({ ...race, actors })));
    if (expected.includes(ending)) return undefined;
    const told = expected.map((one, place) => `${namesOf(orders[place]!)} one after another:\n${one}`);
    return [`${titleOf(race)}:\n${ending}`, ...told].join("\n\n");
  }

  /** Whether a call alone changes nothing in a state. */
  async isIdle(state: string, actor: Actor): Promise<boolean> {
    const silent = { ...actor, isLazy: true } as const;
    const [alone, nothing] = [
      await this.#serialEnding({ state, actors: [silent] }),
      await this.#serialEnding({ state, actors: [] }),
    ];
    return alone === nothing;
  }

  #serialEnding(race: Race): Promise<string> {
    const key = `${race.state}: ${namesOf(race.actors)} ${race.gate !== undefined}`;
    const known = this.#serial.get(key) ?? this.#turn(() => this.#runSerially(race));
    this.#serial.set(key, known);
    return known;
  }

  #last: Promise<unknown> = Promise.resolve();

  /** One run at a time. */
  #turn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #runSerially(race: Race): Promise<string> {
    const diamond = await this.#restore(race.state);
    const answers = new Map<Actor, Answer>();
    for (const [place, actor] of race.actors.entries()) {
      const { sql } = this.#sessions[place]!;
      answers.set(actor, await answerOf(actor, sql, diamond));
    }
    return await this.#ending(race, diamond, answers);
  }

  #run(race: Race): Promise<string> {
    return this.#turn(async () => {
      const diamond = await this.#restore(race.state);
      const answers = new Map<Actor, Answer>();
      if (race.gate !== undefined) {
        await this.#gate.unsafe("begin");
        await race.gate.lock(this.#gate, diamond);
      }
      const under = new Set<Promise<void>>();
      let release = () => {};
      const released = new Promise<void>((resolve) => void (release = resolve));
      for (const [place, actor] of race.actors.entries()) {
        const session = this.#sessions[place]!;
        await session.sql.unsafe("begin");
        const called = answerOf(actor, session.sql, diamond);
        const ended = (place === 0 ? called.then(async () => await released) : called).then(async () => {
          await session.sql.unsafe("commit");
          answers.set(actor, await called);
        });
        under.add(ended);
        await this.#standsStill(session, place === 0 ? called : ended);
      }
      if (race.gate !== undefined) await this.#gate.unsafe("rollback");
      release();
      await Promise.all(under);
      return [await this.#ending(race, diamond, answers), ...await this.#brokenInvariants()].join("\n");
    });
  }

  /** Waits until a call has ended or waits for a lock. */
  async #standsStill({ pid }: Session, ended: Promise<unknown>): Promise<void> {
    let isOver = false;
    const over = ended.then(() => void (isOver = true));
    while (!isOver) {
      const look = this.#admin`
        select a.wait_event_type = 'Lock' as is_blocked from pg_stat_activity a where a.pid = ${pid}`;
      const [row] = await Promise.race([look, over.then(() => [])]);
      if (row?.is_blocked === true) return;
    }
  }

  async #restore(state: string): Promise<Diamond> {
    const put = HOT_TABLES.map((table, place) =>
      `delete from ${table}; insert into ${table} overriding system value table kept_${state}.t${place}`
    );
    await this.#admin.unsafe(`begin; ${put.join(";")}; commit`);
    return this.#diamonds.get(state)!;
  }

  /**
   * The end of a run in words. Who passes over locked rows gets another turn first: he is called again and again in
   * reality too. So do all who clean up, after a gate: whoever held it has gone and left his rows.
   */
  async #ending(
    { actors, gate }: Race,
    diamond: Diamond,
    answers: ReadonlyMap<Actor, Answer>,
  ): Promise<string> {
    for (const [place, actor] of actors.entries()) {
      if (actor.isLazy) await answerOf(actor, this.#sessions[place]!.sql, diamond);
    }
    if (gate !== undefined) {
      for (const cleaner of CLEANERS) await answerOf(cleaner, this.#admin, diamond);
    }
    const told = [...answers].filter(([actor]) => !actor.isLazy).map(([actor, answer]) =>
      `${actor.name}: ${answer}`
    );
    return [...told.sort(), ...await this.#lines(diamond)].join("\n");
  }

  async #brokenInvariants(): Promise<string[]> {
    const rows = await this.#admin`select i.invariant, i.detail from tasker_v1.check_invariants() i`;
    return rows.map(({ invariant, detail }) => `BROKEN ${invariant}: ${detail}`);
  }

  async #lines(diamond: Diamond): Promise<string[]> {
    const rows = await this.#admin`
      select t.task_uuid as uuid, format('%s %s', t.state, t.remaining_leaves) as told from tasker.tasks t
       union all
      select s.step_uuid, format('%s %s', s.state, s.attempts) from tasker.workflow_steps s
       union all
      select q.step_uuid, format('queued #%s %s %s', q.attempt, right(q.worker_uuid::text, 1), q.leased_until)
        from tasker.step_queue q
       union all
      select w.waiter_uuid, format('%s at %s', w.kind, w.due_at) from tasker.timers w
       order by uuid, told`;
    return rows.map(({ uuid, told }) => `${diamond.nameOf(uuid)} ${told}`);
  }
}

/** What a race is called. */
export function titleOf({ state, actors, gate }: Race): string {
  return `${state}: ${namesOf(actors)}${gate === undefined ? "" : `, stopped at ${gate.name}`}`;
}

function namesOf(actors: readonly Actor[]): string {
  return actors.map(({ name }) => name).join(", ");
}

async function answerOf(actor: Actor, sql: Sql, diamond: Diamond): Promise<Answer> {
  try {
    return JSON.stringify(await actor.call(sql, diamond));
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    return code.startsWith("TK") ? code : `RAISED ${code} ${message}`;
  }
}

function permutations<T>(list: readonly T[]): (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((one, place) => permutations(list.toSpliced(place, 1)).map((rest) => [one, ...rest]));
}
