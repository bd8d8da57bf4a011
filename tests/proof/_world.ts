/** Puts the model and the database through the same commands and compares them after each. */
import { deepStrictEqual as same, ok } from "node:assert/strict";
import type { AttemptResult } from "../../orchestration/calls/attempt_result.ts";
import type { Claim } from "../../orchestration/calls/claim.ts";
import type { CasePlan, Command, TemplatePlan } from "./_commands.ts";
import { WORKERS } from "./_commands.ts";
import { isOver, isQueued, Model, type ModelStep, type Refusal } from "./model.ts";
import { bodyOf, outcomeOf, told } from "./_outcomes.ts";
import type { Outcome } from "./_plans.ts";
import { type ClaimRow, type Form, linesOf, nameOf, type Real, toClaim } from "./_real.ts";

/** An attempt that a worker was given. */
interface Held {
  readonly worker: string;
  readonly step: ModelStep;
  readonly attempt: number;
  readonly claim: Claim;
}

/** What a worker says of one. */
interface Report extends Held {
  readonly outcome: Outcome;
  readonly isLive: boolean;
}

const BEGINNING = Date.UTC(2030, 0, 1);
const DAY_MS = 86_400_000;
const FIRST_WORKER = [...WORKERS.keys()][0]!;
/** One case under way. */
export class World {
  readonly model = new Model(BEGINNING, WORKERS);
  /** What was done, in words. */
  readonly trace: string[] = [];
  readonly #real: Real;
  readonly #templates: readonly TemplatePlan[];
  readonly #name: string;
  readonly #claims: Held[] = [];

  private constructor(real: Real, templates: readonly TemplatePlan[], name: string) {
    this.#real = real;
    this.#templates = templates;
    this.#name = name;
  }

  /** Empties the database, publishes the templates, registers the workers. */
  static async begin(real: Real, { transport, templates }: CasePlan, name: string): Promise<World> {
    await real.clear();
    await real.moveClock(BEGINNING);
    await real.sql`select tasker_v1.configure(${JSON.stringify({ transport })}::text::jsonb)`;
    for (const [place, { namespace, steps }] of templates.entries()) {
      await real.publish(namespace, `${name}_${place}`, steps);
    }
    const world = new World(real, templates, name);
    for (const worker of WORKERS.keys()) await world.#register(worker);
    return world;
  }

  /** Does a command on both sides and compares everything. */
  async perform(command: Command): Promise<void> {
    this.trace.push(JSON.stringify(command));
    await this.#do(command);
    same(await this.#real.lines(), linesOf(this.model.tasks), "The database differs from the model");
  }

  /** Asks the database what must never be. */
  async checkInvariants(): Promise<void> {
    same([...await this.#real.sql`select * from tasker_v1.check_invariants()`], [], "Invariants are broken");
  }

  /** Lets time pass and everything succeed, until all that can end has ended. */
  async drain(): Promise<void> {
    const isSettled = () =>
      this.model.tasks.every((task) => isOver(task) || task.state === "blocked_by_failures");
    for (let round = 0; round < 20 && !isSettled(); round++) {
      await this.perform({ do: "clock", ms: DAY_MS + 1000 });
      await this.perform({ do: "wake" });
      await this.perform({ do: "recover" });
      await this.perform({ do: "process", steps: this.model.steps.map((_, place) => place), isStale: true });
      await this.#runReady(round % 2 === 0 ? "packed" : "rows");
    }
    ok(isSettled(), `Tasks stall: ${linesOf(this.model.tasks).join("\n")}`);
  }

  /** Lets a worker claim all that is ready, and take along what that unlocks. */
  async #runReady(form: Form): Promise<void> {
    const by = form === "packed" ? "packed" : "complete";
    const leased = { worker: FIRST_WORKER, leaseMs: 60_000 };
    await this.perform({ do: "claim", limit: 1000, form, ...leased });
    for (let held = this.#live(); held.length > 0; held = this.#live()) {
      const picks = held.map((_, claim) => ({ claim, ending: "success" as const }));
      await this.perform({ do: "finish", picks, isStale: false, by, take: 1000, ...leased });
    }
  }

  async #do(command: Command): Promise<void> {
    const { model } = this;
    const sql = this.#real.sql;
    switch (command.do) {
      case "create":
        return await this.#create(command);
      case "start":
        return await this.#createAndStart(command);
      case "claim":
        return await this.#claim(command);
      case "finish":
        return await this.#finish(command);
      case "process":
        return await this.#process(command);
      case "release":
      case "defer":
        return await this.#handBack(command);
      case "reconcile": {
        const held = command.held.map((place) => pick(model.heldBy(command.worker), place)).filter((step) =>
          step !== undefined
        );
        const lost = model.heldBy(command.worker).filter((step) => !held.includes(step));
        for (const step of lost) model.handBack(step);
        const [row] = await sql`
          select tasker_v1.reconcile_worker(${command.worker}, ${
          this.#real.stepUuids(held)
        }::uuid[]) as count`;
        return same(row?.count, lost.length);
      }
      case "heartbeat": {
        model.heartbeat(command.worker, command.leaseMs);
        return void await sql`
          select * from tasker_v1.heartbeat(${command.worker}, ${command.leaseMs}::int * interval '1 ms')`;
      }
      case "clock":
        model.now += command.ms;
        return await this.#real.moveClock(model.now);
      case "register":
        return await this.#register(command.worker);
      case "unregister":
        model.unregister(command.worker);
        return void await sql`select tasker_v1.unregister_worker(${command.worker})`;
      case "wake":
        model.wake();
        return void await sql`select tasker_v1.wake_timers()`;
      case "recover":
        model.recover();
        return void await sql`select * from tasker_v1.recover_expired_leases()`;
      case "sweep":
        return void await sql`select tasker_v1.recheck_tasks(), tasker_v1.announce_waiting_steps()`;
      case "cancel":
      case "resolve_task":
      case "give_up":
      case "finalize":
        return await this.#end(command);
      case "reset":
      case "resolve":
      case "complete_manually":
        return await this.#operate(command);
    }
  }

  async #create({ template, delayMs, priority }: Command & { do: "create" }): Promise<void> {
    const place = template % this.#templates.length;
    const { namespace, steps } = this.#templates[place]!;
    const task = this.model.create(namespace, steps, this.model.now + delayMs, priority);
    await this.#real.create(task, `${this.#name}_${place}`, priority);
  }

  async #createAndStart({ template, delayMs, ...how }: Command & { do: "start" }): Promise<void> {
    const place = template % this.#templates.length;
    const { namespace, steps } = this.#templates[place]!;
    const task = this.model.create(namespace, steps, this.model.now + delayMs, 0);
    const claims = await this.#real.start(task, `${this.#name}_${place}`, how);
    const started = claims.map((claim) => this.#stepOf(claim));
    const handlers = WORKERS.get(how.worker)!.handlers;
    const expected = task.steps.filter((step) =>
      isQueued(step) && (handlers?.includes(step.handler) ?? true)
    );
    same(new Set(started), new Set(expected), "Other steps are started than the worker can run");
    this.#start(how.worker, started, claims, how.leaseMs);
  }

  async #claim(how: Command & { do: "claim" }): Promise<void> {
    const { worker, limit, leaseMs } = how;
    const expected = this.model.claimable(worker).slice(0, limit);
    const claims = await this.#real.claim(WORKERS.get(worker)!.namespaces, how);
    const steps = claims.map((claim) => this.#stepOf(claim));
    this.trace.push(`  gives ${steps.map(nameOf).join(" ")}`);
    same(steps.map(({ task }) => task.rank), expected.map(({ task }) => task.rank), "Claims ignore the rank");
    ok(steps.every((step) => this.model.claimable(worker).includes(step)), "A claim gives what is not ready");
    this.#start(worker, steps, claims, leaseMs);
  }

  async #finish({ picks, isStale, by, take, leaseMs }: Command & { do: "finish" }): Promise<void> {
    const pool = isStale ? this.#claims : this.#live();
    const chosen = picks.map(({ claim, ending }) => ({ ...pick(pool, claim), ending }));
    const worker = chosen[0]?.worker;
    if (worker === undefined) return;
    const reports = new Map<string, Report>();
    for (const one of chosen) {
      const { step, attempt, claim, ending } = one;
      if (one.worker !== worker || step === undefined || attempt === undefined || claim === undefined) {
        continue;
      }
      const isLive = this.model.holds(worker, step, attempt);
      const outcome = outcomeOf(ending, reports.size);
      reports.set(`${nameOf(step)} #${attempt}`, { worker, step, attempt, claim, outcome, isLive });
    }
    this.trace.push(`  of ${worker.slice(-1)}: ${[...reports.keys()].join(", ")}`);

    if (by === "submit") {
      const rows = await this.#real.sql`
        select r.outcome from tasker_v1.submit_step_results(${worker}, ${bodiesOf(reports)}::text::jsonb) r`;
      same(rows.map((row) => row.outcome), [...reports.values()].map(told));
      for (const { step, outcome, isLive } of reports.values()) if (isLive) this.model.park(step, outcome);
      return;
    }
    const bestRank = this.model.claimable(worker)[0]?.task.rank ?? Infinity;
    const ready = [...reports.values()].flatMap(({ step, outcome, isLive }) =>
      isLive ? this.model.finish(step, outcome) : []
    );
    const taken = by === "packed"
      ? await this.#real.completePacked([...reports.values()].map(resultOf), { worker, take, leaseMs })
      : await this.#completeInRows(reports, { worker, by, take, leaseMs });
    const steps = taken.map((claim) => this.#stepOf(claim));
    this.trace.push(`  takes ${steps.map(nameOf).join(" ")}`);
    ok(steps.length <= take, "More is taken than asked for");
    for (const step of steps) {
      ok(
        ready.includes(step) && this.model.claimable(worker).includes(step),
        `${nameOf(step)} may not be taken`,
      );
      ok(step.task.rank <= bestRank, `${nameOf(step)} is taken before something more urgent`);
    }
    this.#start(worker, steps, taken, leaseMs);
  }

  async #completeInRows(
    reports: ReadonlyMap<string, Report>,
    { worker, by, take, leaseMs }: {
      worker: string;
      by: "complete" | "report";
      take: number;
      leaseMs: number;
    },
  ): Promise<Claim[]> {
    const [given, lease, { sql }] = [bodiesOf(reports), `${leaseMs} ms`, this.#real];
    const rows = by === "report"
      ? await sql<(ClaimRow & { outcome?: string })[]>`
          select * from tasker_v1.complete_steps_report(${worker}, ${given}::text::jsonb, ${take}, ${lease}::text::interval)`
      : await sql<(ClaimRow & { outcome?: string })[]>`
          select * from tasker_v1.complete_steps(${worker}, ${given}::text::jsonb, ${take}, ${lease}::text::interval)`;
    const taken = rows.filter(({ outcome }) => outcome === undefined || outcome === "taken");
    if (by === "report") {
      const outcomes = rows.slice(0, rows.length - taken.length).map(({ outcome }) => outcome);
      same(outcomes, [...reports.values()].map(told), "The report is wrong");
    }
    return taken.map(toClaim);
  }

  async #process({ steps, isStale }: Command & { do: "process" }): Promise<void> {
    const pool = isStale ? this.model.steps : this.model.steps.filter(({ parked }) => parked !== undefined);
    const chosen = [...new Set(steps.map((place) => pick(pool, place)))].filter((step) => step !== undefined);
    const rows = await this.#real.sql`
      select r.step_uuid, r.outcome from tasker_v1.process_step_results(${
      this.#real.stepUuids(chosen)
    }::uuid[]) r`;
    const expected = chosen.map((step) => ({
      step_uuid: this.#real.stepUuid(step),
      outcome: told({ isLive: step.parked !== undefined }),
    }));
    same([...rows], expected);
    for (const step of chosen) if (step.parked !== undefined) this.model.finish(step, step.parked);
  }

  async #handBack(command: Command & { do: "release" | "defer" }): Promise<void> {
    const worker = pick(this.#live(), command.claims[0] ?? 0)?.worker;
    if (worker === undefined) return;
    const steps = [...new Set(command.claims.map((place) => pick(this.#claims, place)!.step))];
    const held = this.model.heldBy(worker);
    const delayMs = command.do === "defer" ? command.delayMs : undefined;
    const uuids = this.#real.stepUuids(steps);
    const [row] = delayMs === undefined
      ? await this.#real.sql`select tasker_v1.release_steps(${worker}, ${uuids}::uuid[]) as count`
      : await this.#real.sql`
          select tasker_v1.defer_steps(${worker}, ${uuids}::uuid[], ${`${delayMs} ms`}::text::interval, 'test') as count`;
    const own = steps.filter((step) => held.includes(step));
    same(row?.count, own.length);
    for (const step of own) this.model.handBack(step, delayMs);
  }

  async #register(worker: string): Promise<void> {
    const { namespaces, handlers } = WORKERS.get(worker)!;
    this.model.register(worker);
    await this.#real.sql`
      select tasker_v1.register_worker(${worker}, ${[...namespaces]}, ${
      handlers === null ? null : [...handlers]
    })`;
  }

  async #end(command: Command & { do: "cancel" | "resolve_task" | "give_up" | "finalize" }): Promise<void> {
    const task = pick(this.model.tasks, command.task);
    if (task === undefined) return;
    const [uuid, { sql }] = [this.#real.taskUuid(task), this.#real];
    switch (command.do) {
      case "cancel":
        return await agree(
          this.model.endTask(task, "cancelled"),
          sql`select tasker_v1.cancel_tasks(${[uuid]}::uuid[], 'test')`,
        );
      case "resolve_task":
        return await agree(
          this.model.endTask(task, "resolved_manually"),
          sql`select tasker_v1.resolve_task_manually(${uuid}, 'me', 'test')`,
        );
      case "give_up":
        return await agree(
          this.model.endTask(task, "error"),
          sql`select tasker_v1.give_up_task(${uuid}, 'me', 'test')`,
        );
      case "finalize":
        return void await sql`select tasker_v1.finalize_task_completion(${uuid})`;
    }
  }

  async #operate(command: Command & { do: "reset" | "resolve" | "complete_manually" }): Promise<void> {
    const fitting = this.model.steps.filter((step) => command.do !== "reset" || step.state === "error");
    const step = pick(command.isFitting ? fitting : this.model.steps, command.step);
    if (step === undefined) return;
    this.trace.push(`  ${nameOf(step)}`);
    const [uuid, { sql }] = [this.#real.stepUuid(step), this.#real];
    switch (command.do) {
      case "reset":
        return await agree(
          this.model.reset(step),
          sql`select tasker_v1.reset_step_for_retry(${uuid}, 'me', 'test')`,
        );
      case "resolve":
        return await agree(
          this.model.satisfy(step, "resolved_manually"),
          sql`select tasker_v1.resolve_step_manually(${uuid}, 'me', 'test')`,
        );
      case "complete_manually":
        return await agree(
          this.model.satisfy(step, "complete", { by: "me" }),
          sql`select tasker_v1.complete_step_manually(${uuid}, '{"by": "me"}', 'me', 'test')`,
        );
    }
  }

  #start(worker: string, steps: readonly ModelStep[], claims: readonly Claim[], leaseMs: number): void {
    for (const [place, { task, parents }] of steps.entries()) {
      const expected = parents.map((
        name,
      ) => [name, task.steps.find((step) => step.name === name)?.result ?? null]);
      same(
        JSON.parse(claims[place]!.dependencies),
        Object.fromEntries(expected),
        "A handler would get other results",
      );
    }
    this.model.claim(worker, steps, leaseMs);
    for (const [place, step] of steps.entries()) {
      this.#claims.push({ worker, step, attempt: step.attempts, claim: claims[place]! });
    }
  }

  /** Claims whose attempt has not ended. */
  #live(): Held[] {
    return this.#claims.filter(({ worker, step, attempt }) => this.model.holds(worker, step, attempt));
  }

  #stepOf({ stepUuid }: Claim): ModelStep {
    return this.model.steps.find((step) => this.#real.stepUuid(step) === stepUuid)!;
  }
}

/** Results as the calls in rows take them. */
function bodiesOf(reports: ReadonlyMap<string, Report>): string {
  return JSON.stringify([...reports.values()].map(bodyOfReport));
}

function bodyOfReport({ claim, outcome }: Report) {
  return { step_uuid: claim.stepUuid, attempt: claim.attempt, ...bodyOf(outcome) };
}

/** A result as a worker sends it. */
function resultOf(report: Report): AttemptResult {
  const { claim, outcome } = report;
  const id = { stepUuid: claim.stepUuid, attempt: claim.attempt };
  return outcome.success
    ? { ...id, text: JSON.stringify(outcome.result), claim }
    : { ...id, text: JSON.stringify(bodyOfReport(report)) };
}

/** Both sides must refuse, with the same code, or neither. */
async function agree(expected: Refusal, statement: PromiseLike<unknown>): Promise<void> {
  let refused: string | undefined;
  try {
    await statement;
  } catch (error) {
    refused = (error as { code?: string }).code;
    if (refused === undefined || !refused.startsWith("TK")) throw error;
  }
  same(refused, expected, "The verb is refused otherwise than the model says");
}

function pick<T>(list: readonly T[], place: number): T | undefined {
  return list[place % list.length];
}
