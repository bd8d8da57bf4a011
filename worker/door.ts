import type { Breaker } from "../core/breaker.ts";
import type { SecretsOptions } from "../core/secrets/keyring.ts";
import type { Template } from "../core/template.ts";
import type { CreatedTask, TaskRequest } from "../core/wire.ts";
import type { Claim } from "../orchestration/calls/claim.ts";
import { completeSteps } from "../orchestration/calls/complete_steps.ts";
import { deferSteps } from "../orchestration/calls/defer_steps.ts";
import { heartbeat } from "../orchestration/calls/heartbeat.ts";
import { listNamespaces } from "../orchestration/calls/list_namespaces.ts";
import { reconcileWorker } from "../orchestration/calls/reconcile_worker.ts";
import { registerTemplate } from "../orchestration/calls/register_template.ts";
import { registerWorker, type WorkerRegistration } from "../orchestration/calls/register_worker.ts";
import { releaseSteps } from "../orchestration/calls/release_steps.ts";
import { startTasks } from "../orchestration/calls/start_tasks.ts";
import { submitStepResults } from "../orchestration/calls/submit_step_results.ts";
import { unregisterWorker } from "../orchestration/calls/unregister_worker.ts";
import { Works } from "../orchestration/calls/works.ts";
import { Sealer } from "../orchestration/calls/sealer.ts";
import { Gate } from "./gate.ts";
import { Lane } from "./lane.ts";
import type { PendingResult } from "./pending_result.ts";
import type { Offer, Transport } from "./transport.ts";
import type { WorkerDatabase, WorkerSettings } from "./worker_options.ts";

/** Takes claimed steps. */
export type Accept = (claims: readonly Claim[]) => void;

/** Statements of completion that may be under way at once. */
export const COMPLETION_LANES = 3;

/** Connections that a worker opens: claims, completions, heartbeats, maintenance, and one that listens. */
export const WORKER_CONNECTIONS: number = COMPLETION_LANES + 4;

/** How long a step is put off that no handler is known for, in seconds, give or take a half. */
const DEFER_SECONDS = 10;

/** Everything a worker asks of the database, each kind of work on a connection of its own. */
export class Door implements AsyncDisposable {
  /** Works of its database. */
  readonly works: Works = new Works();
  readonly #uuid: string;
  readonly #settings: WorkerSettings;
  readonly #gate = new Gate();
  readonly #claims: Lane;
  readonly #completions: readonly Lane[];
  readonly #sealer: Sealer;
  readonly #heartbeats: Lane;
  readonly #maintenance: Lane;

  /**
   * Makes a door; its lanes connect when they are used.
   *
   * @param uuid The worker.
   * @param database Where to connect.
   * @param settings Lease and completion mode.
   * @param breaker Stands before every lane.
   * @param secrets Keys for what is sensitive in tasks that it creates.
   */
  constructor(
    uuid: string,
    database: Required<WorkerDatabase>,
    settings: WorkerSettings,
    breaker: Breaker | undefined,
    secrets: SecretsOptions | undefined,
  ) {
    this.#uuid = uuid;
    this.#settings = settings;
    const onClosed = () => this.works.forget();
    this.#claims = new Lane({ name: "claims", database, breaker, isDurable: false, onClosed });
    this.#completions = Array.from(
      { length: COMPLETION_LANES },
      () => new Lane({ name: "completions", database, breaker, onClosed }),
    );
    this.#sealer = new Sealer((use) => this.#freestCompletionLane().run(use), secrets);
    const quick = impatient(database, settings.leaseSeconds);
    this.#heartbeats = new Lane({ name: "heartbeats", database: quick, breaker });
    this.#maintenance = new Lane({ name: "maintenance", database, breaker });
  }

  /** Connects the lanes whose first statement would be waited for. */
  async warmUp(): Promise<void> {
    const lanes = [this.#heartbeats, this.#claims, ...this.#completions];
    await Promise.all(lanes.map((lane) => lane.run((sql) => sql`select 1`)));
  }

  /** Publishes templates, one after another. */
  async publish(templates: readonly Template[]): Promise<void> {
    for (const template of templates) await this.#maintenance.run((sql) => registerTemplate(sql, template));
  }

  /** Names of all published namespaces. */
  async namespaces(): Promise<string[]> {
    return (await this.#maintenance.run(listNamespaces)).map(({ name }) => name);
  }

  /** Makes the worker known. */
  register(registration: Omit<WorkerRegistration, "workerUuid">): Promise<void> {
    return this.#maintenance.run((sql) => registerWorker(sql, { ...registration, workerUuid: this.#uuid }));
  }

  /** Signs the worker off; what it still holds is handed back. */
  signOff(): Promise<number> {
    return this.#maintenance.run((sql) => unregisterWorker(sql, this.#uuid));
  }

  /** Renews the leases; gives the steps to abort. */
  heartbeat(): Promise<readonly string[]> {
    const { leaseSeconds } = this.#settings;
    return this.#heartbeats.run((sql) => heartbeat(sql, { workerUuid: this.#uuid, leaseSeconds }));
  }

  /**
   * Claims steps.
   *
   * @param transport How.
   * @param limit Most to claim.
   * @param accept Takes them, before a reconciliation could ask for them.
   */
  claim(transport: Transport, limit: number, accept: Accept): Promise<Offer> {
    return this.#gate.shared(async () => {
      const offer = await this.#claims.run((sql) => transport.claim(sql, limit));
      accept(offer.claims);
      return offer;
    });
  }

  /**
   * Creates tasks and claims their first steps in one statement.
   *
   * @param requests What to create.
   * @param accept Takes the steps, before a reconciliation could ask for them.
   */
  startTasks(requests: readonly TaskRequest<unknown>[], accept: Accept): Promise<readonly CreatedTask[]> {
    const { leaseSeconds } = this.#settings;
    return this.#gate.shared(async () => {
      const { tasks, claims } = await this.#sealer.create(
        requests,
        (sealed) =>
          this.#freestCompletionLane().run((sql) =>
            startTasks(sql, { workerUuid: this.#uuid, requests: sealed, leaseSeconds, works: this.works })
          ),
      );
      accept(claims);
      return tasks;
    });
  }

  /**
   * Records results.
   *
   * @param lane Which of the completion lanes, from 0; one statement at a time each.
   * @param batch The results.
   * @param take Most steps to take along; none are with completion `queued`.
   * @param accept Takes them, before a reconciliation could ask for them.
   */
  record(lane: number, batch: readonly PendingResult[], take: number, accept: Accept): Promise<void> {
    const { completion, leaseSeconds } = this.#settings;
    const workerUuid = this.#uuid;
    return this.#gate.shared(async () => {
      const taken = await this.#completionLane(lane).run(async (sql) => {
        if (completion === "inline") {
          return await completeSteps(sql, {
            workerUuid,
            results: batch,
            take,
            leaseSeconds,
            works: this.works,
          });
        }
        await submitStepResults(sql, { workerUuid, results: batch });
        return [];
      });
      accept(taken);
    });
  }

  /** Hands back steps that have not run. */
  async release(stepUuids: readonly string[]): Promise<void> {
    if (stepUuids.length === 0) return;
    await this.#maintenance.run((sql) => releaseSteps(sql, this.#uuid, stepUuids));
  }

  /** Puts off steps that no handler is known for. */
  async defer(stepUuids: readonly string[]): Promise<void> {
    const delaySeconds = DEFER_SECONDS * (0.5 + Math.random());
    await this.#maintenance.run((sql) =>
      deferSteps(sql, { workerUuid: this.#uuid, stepUuids, delaySeconds, reason: "no handler" })
    );
  }

  /**
   * Hands back what the database thinks the worker holds and it does not.
   *
   * @param held Lists what it holds; asked when nothing is on its way to the worker.
   * @returns How many steps were handed back.
   */
  reconcile(held: () => readonly string[]): Promise<number> {
    return this.#gate.exclusive(() =>
      this.#maintenance.run((sql) => reconcileWorker(sql, this.#uuid, held()))
    );
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const lanes = [this.#claims, ...this.#completions, this.#heartbeats, this.#maintenance];
    await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()));
  }

  /** Tasks start where their first result will be recorded: its session is at work already, so that it answers sooner. */
  #freestCompletionLane(): Lane {
    return this.#completions.reduce((freest, lane) => lane.underWay < freest.underWay ? lane : freest);
  }

  #completionLane(lane: number): Lane {
    return this.#completions[lane] ?? this.#maintenance;
  }
}

/** A heartbeat that is not answered within a third of the lease is better sent again. */
function impatient(database: Required<WorkerDatabase>, leaseSeconds: number): Required<WorkerDatabase> {
  const seconds = Math.max(leaseSeconds / 3, 0.5);
  return {
    ...database,
    statementTimeoutMs: Math.min(database.statementTimeoutMs, Math.round(seconds * 500)),
    connectTimeoutSeconds: Math.min(database.connectTimeoutSeconds, Math.max(Math.round(seconds / 2), 1)),
  };
}
