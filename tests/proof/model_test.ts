/**
 * Random tasks under random commands of several workers, orchestrators and operators, in the database and in the
 * model: `deno task proof --cases 10000 --minutes 20 --seed 1`. The seed of a run that failed is in its message.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import fc from "fast-check";
import { TestDatabase } from "../_support/database.ts";
import { type CasePlan, casePlan } from "./_commands.ts";
import { Real } from "./_real.ts";
import { World } from "./_world.ts";

const CASES_IN_THE_GATE = 40;
const COMMANDS_BETWEEN_CHECKS = 10;

/** Cases that share a database: what is dead of the earlier ones, and their templates, make every look at it slower. */
const CASES_A_DATABASE = 200;

const { cases, minutes, seed } = parseArgs(Deno.args);

/** Runs a case; a failure tells what was done up to it. */
async function run(real: Real, plan: CasePlan, name: string): Promise<void> {
  const world = await World.begin(real, plan, name);
  try {
    for (const template of [1, 0, 1, 0]) {
      await world.perform({ do: "create", template, delayMs: 0, priority: 0 });
    }
    for (const [place, command] of plan.commands.entries()) {
      await world.perform(command);
      if (place % COMMANDS_BETWEEN_CHECKS === COMMANDS_BETWEEN_CHECKS - 1) await world.checkInvariants();
    }
    await world.checkInvariants();
    await world.drain();
    await world.checkInvariants();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${said}\nafter\n${world.trace.join("\n")}`, { cause });
  }
}

/** Gives each case a database that few cases were in before. */
class Databases implements AsyncDisposable {
  #db: TestDatabase | undefined;
  #real: Real | undefined;
  #cases = 0;

  /** How many cases there were. */
  get count(): number {
    return this.#cases;
  }

  async next(): Promise<Real> {
    if (this.#real === undefined || this.#cases % CASES_A_DATABASE === 0) {
      await this[Symbol.asyncDispose]();
      this.#db = await TestDatabase.create({ max: 1 });
      const { sql } = this.#db;
      await sql`select tasker.ensure_worker_queue('alpha'), tasker.ensure_worker_queue('beta')`;
      await sql`set synchronous_commit = off`;
      this.#real = new Real(sql);
    }
    this.#cases += 1;
    return this.#real;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#real?.clear();
    await this.#db?.[Symbol.asyncDispose]();
    this.#real = undefined;
    this.#db = undefined;
  }
}

Deno.test("tasks end as the model says under random commands of several actors", async () => {
  await using databases = new Databases();
  await fc.assert(
    fc.asyncProperty(
      casePlan,
      async (plan) => await run(await databases.next(), plan, `case_${databases.count}`),
    ),
    {
      numRuns: Number(cases ?? CASES_IN_THE_GATE),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(minutes === undefined ? {} : { interruptAfterTimeLimit: Number(minutes) * 60_000 }),
    },
  );
  if (cases !== undefined) await Deno.stderr.write(new TextEncoder().encode(`${databases.count} cases\n`));
});
