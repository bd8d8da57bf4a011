/**
 * Races of every two calls for one task, and of some three: none deadlocks, breaks an invariant or ends as no order of
 * the calls one after another would. `deno task proof --races 20000 --seed 1` runs every two calls in both orders, and
 * more threes; the gate takes a third of the ordered pairs, other ones each time.
 *
 * @module
 */
import { deepStrictEqual as same } from "node:assert/strict";
import { parseArgs } from "@std/cli/parse-args";
import fc from "fast-check";
import { moveClock, TestDatabase } from "../_support/database.ts";
import { type Actor, ACTORS, bring, RACE_AT, SETUP_AT, STATES, type StepName } from "./_actors.ts";
import { Explorer, type Gate, type Race } from "./_explorer.ts";
import { HOT_TABLES } from "./_hot_tables.ts";

const RACES_IN_THE_GATE = 80;

/** Of so many ordered pairs, the gate takes one. */
const SHARE_IN_THE_GATE = 3;

const { races, seed } = parseArgs(Deno.args);

const NAMES: readonly StepName[] = ["start", "left", "right", "end"];

/** Rows at which a call may be stopped; one that is not there stops nobody. */
const GATES: readonly Gate[] = [
  {
    name: "the task",
    lock: (sql, { task }) => sql`select from tasker.tasks t where t.task_uuid = ${task} for update`,
  },
  ...NAMES.flatMap((name): Gate[] => [
    {
      name: `step ${name}`,
      lock: (sql, diamond) =>
        sql`select from tasker.workflow_steps s where s.step_uuid = ${diamond.step(name)} for update`,
    },
    {
      name: `queue row ${name}`,
      lock: (sql, diamond) =>
        sql`select from tasker.step_queue q where q.step_uuid = ${diamond.step(name)} for update`,
    },
  ]),
];

/** An explorer with the diamond kept in every state. */
async function openExplorer(db: TestDatabase): Promise<Explorer> {
  await moveClock(db.sql, SETUP_AT);
  const explorer = await Explorer.open(() => db.connect(), 3);
  for (const state of Object.keys(STATES)) {
    await db.sql.unsafe(HOT_TABLES.map((table) => `delete from ${table}`).join(";"));
    await explorer.keep(state, await bring(db.sql, state));
  }
  await db.sql`select set_config('tasker.now', ${RACE_AT}, false)`;
  return explorer;
}

Deno.test("any two calls for a task end as if one came after the other, in whatever state it is", async (test) => {
  await using db = await TestDatabase.create({ max: 1, invariants: false });
  const explorer = await openExplorer(db);
  const share = races === undefined ? SHARE_IN_THE_GATE : 1;
  const chosen = seed === undefined ? crypto.getRandomValues(new Uint8Array(1))[0]! : Number(seed);
  for (const [place, state] of Object.keys(STATES).entries()) {
    await test.step(`${state}, pairs ${chosen} modulo ${share}`, async () => {
      const refutations: string[] = [];
      for (const [rank, first] of ACTORS.entries()) {
        for (const [file, second] of ACTORS.entries()) {
          if ((place + rank * (ACTORS.length + 1) + file + chosen) % share !== 0) continue;
          if (await explorer.isIdle(state, first) && await explorer.isIdle(state, second)) continue;
          const refutation = await explorer.refutation({ state, actors: [first, copyOf(second, first)] });
          if (refutation !== undefined) refutations.push(refutation);
        }
      }
      same(refutations.join("\n\n"), "");
    });
  }
});

const anyActor = fc.constantFrom(...ACTORS);

const anyRace: fc.Arbitrary<Race> = fc.record({
  state: fc.constantFrom(...Object.keys(STATES)),
  actors: fc.array(anyActor, { minLength: 2, maxLength: 3 }).map((actors) =>
    actors.map((actor, place) => actors.indexOf(actor) === place ? actor : { ...actor })
  ),
  gate: fc.constantFrom(...GATES),
});

Deno.test("two or three calls, the first stopped at a lock, end as if one came after the other", async () => {
  await using db = await TestDatabase.create({ max: 1, invariants: false });
  const explorer = await openExplorer(db);
  await fc.assert(
    fc.asyncProperty(anyRace, async (race) => {
      const idle = await Promise.all(race.actors.map((actor) => explorer.isIdle(race.state, actor)));
      fc.pre(idle.filter((is) => !is).length > 1);
      same(await explorer.refutation(race) ?? "", "");
    }),
    { numRuns: Number(races ?? RACES_IN_THE_GATE), ...(seed === undefined ? {} : { seed: Number(seed) }) },
  );
});

/** An actor of its own, so that a call may race with its like. */
function copyOf(actor: Actor, other: Actor): Actor {
  return actor === other ? { ...actor } : actor;
}
