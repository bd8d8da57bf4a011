import { toTaskerError } from "../core/driver_errors.ts";
import { completeSteps } from "../orchestration/calls/complete_steps.ts";
import { deferSteps } from "../orchestration/calls/defer_steps.ts";
import { heartbeat } from "../orchestration/calls/heartbeat.ts";
import type { Claim } from "../orchestration/calls/claim.ts";
import { listNamespaces } from "../orchestration/calls/list_namespaces.ts";
import { reconcileWorker } from "../orchestration/calls/reconcile_worker.ts";
import { registerTemplate } from "../orchestration/calls/register_template.ts";
import { registerWorker } from "../orchestration/calls/register_worker.ts";
import { releaseSteps } from "../orchestration/calls/release_steps.ts";
import { submitStepResults } from "../orchestration/calls/submit_step_results.ts";
import { unregisterWorker } from "../orchestration/calls/unregister_worker.ts";
import { Appetite, type Load } from "./appetite.ts";
import { ClaimLoop } from "./claim_loop.ts";
import { CompletionBatcher } from "./completion_batcher.ts";
import { DirectTransport } from "./direct_transport.ts";
import { Gate } from "./gate.ts";
import { processInfo } from "./process_info.ts";
import { Lane } from "./lane.ts";
import { LeaseKeeper } from "./lease_keeper.ts";
import { Listener } from "./listener.ts";
import { workerLog } from "./log.ts";
import { errorDelayMs, pause } from "./outage.ts";
import type { PendingResult } from "./pending_result.ts";
import { PgmqTransport } from "./pgmq_transport.ts";
import type { HandlerRegistry } from "./registry.ts";
import { StepRunner } from "./step_runner.ts";
import type { Transport } from "./transport.ts";
import type { WorkerDatabase, WorkerOptions, WorkerSettings, WorkerTestSignals } from "./worker_options.ts";

/** Channel on which the database asks a worker to beat at once, because one of its attempts was cancelled. */
const ABORT_CHANNEL = "tasker_abort";

/** Heartbeats between two reconciliations that nothing asked for. */
const HEARTBEATS_PER_RECONCILIATION = 10;

/** How long a step is put off that no handler is known for, in seconds, give or take a half. */
const DEFER_SECONDS = 10;

/** What a session does at a moment. */
export interface SessionLoad extends Load {
  /** Namespaces it serves. */
  readonly namespaces: readonly string[];
  /** Steps claimed. */
  readonly claimedCount: number;
  /** Attempts that ended well. */
  readonly succeededCount: number;
  /** Attempts that did not. */
  readonly failedCount: number;
  /** Whether notifications come through. */
  readonly isListening: boolean;
  /** How long its leases still hold, in milliseconds. */
  readonly leasedForMs: number;
}

/** One run of a worker, from start to stop: the parts and how they are put together. */
export class WorkerSession {
  /** Identity of this run. */
  readonly uuid: string = crypto.randomUUID();
  readonly #options: WorkerOptions;
  readonly #settings: WorkerSettings;
  readonly #registry: HandlerRegistry;
  readonly #signals: WorkerTestSignals;
  readonly #lanes: Record<"claims" | "maintenance" | "heartbeat", Lane>;
  readonly #completionLanes: readonly [Lane, Lane];
  readonly #gate = new Gate();
  readonly #gaveUp = new AbortController();
  readonly #appetite: Appetite;
  readonly #runner: StepRunner;
  readonly #batcher: CompletionBatcher;
  readonly #keeper: LeaseKeeper;
  #listener: Listener | undefined;
  #claimLoop: ClaimLoop | undefined;
  #namespaces: readonly string[] = [];
  #unknown: string[] = [];
  #claimedCount = 0;
  #isRegistered = false;
  #isStopping = false;
  #isReconciling = false;

  /** Makes a session; `start()` connects. */
  constructor(options: WorkerOptions, settings: WorkerSettings, registry: HandlerRegistry) {
    this.#options = options;
    this.#settings = settings;
    this.#registry = registry;
    this.#signals = options.testSignals ?? {};
    const database = this.#database();
    this.#lanes = {
      claims: new Lane("claims", database),
      maintenance: new Lane("maintenance", database),
      heartbeat: new Lane("heartbeat", quick(database, settings.leaseSeconds)),
    };
    this.#completionLanes = [new Lane("completions", database), new Lane("completions", database)];
    this.#appetite = new Appetite(settings.maxConcurrentSteps, settings.bufferSize);
    this.#runner = new StepRunner({
      slots: settings.maxConcurrentSteps,
      registry,
      onResult: ({ stepUuid, attempt }, text) => this.#batcher.add({ stepUuid, attempt, text }),
      onUnknown: (claim) => this.#defer(claim),
      onFinished: () => this.#claimLoop?.roomChanged(),
      signals: this.#signals,
    });
    this.#batcher = new CompletionBatcher({
      record: (lane, results) => this.#record(lane, results),
      onRecorded: (count, taken) => this.#recorded(count, taken),
      onLostReply: () => void this.#reconcile(),
      isQuiet: () => this.#runner.running === 0 && this.#runner.waiting === 0,
      signal: this.#gaveUp.signal,
    });
    this.#keeper = new LeaseKeeper({
      heartbeat: () => this.#lanes.heartbeat.run((sql) => heartbeat(sql, this.#identity)),
      register: () => this.#register(),
      onAbort: (stepUuids) => stepUuids.forEach((stepUuid) => this.#runner.abort(stepUuid, "cancelled")),
      onLost: () => this.#leasesLost(),
      onRenewed: (count) => this.#renewed(count),
      leaseMs: settings.leaseSeconds * 1000,
      intervalMs: settings.heartbeatSeconds * 1000,
    });
  }

  /** Publishes, registers, listens and claims. */
  async start(): Promise<void> {
    try {
      await this.#publish();
      await this.#register();
      const transport = this.#transport();
      this.#claimLoop = this.#makeClaimLoop(transport);
      this.#listener = this.#makeListener(transport);
      await Promise.all([this.#keeper.start(), this.#listener.start(), ...this.#connectLanes()]);
      this.#claimLoop.start();
    } catch (error) {
      throw toTaskerError(error);
    }
  }

  /** Drains and signs off; never throws. */
  async stop(graceMs: number): Promise<void> {
    const deadline = AbortSignal.timeout(graceMs);
    this.#isStopping = true;
    this.#runner.pause();
    await this.#claimLoop?.stop();
    await this.#release(this.#runner.takeBack());
    await this.#runner.settled(deadline);
    const giveUp = setTimeout(() => this.#gaveUp.abort(), Math.max(graceMs, 1000));
    await this.#batcher.drained();
    clearTimeout(giveUp);
    this.#gaveUp.abort();
    this.#runner.stop();
    await this.#keeper.stop();
    await this.#listener?.stop();
    if (this.#isRegistered) {
      await this.#attempt("sign off", () =>
        this.#lanes.maintenance.run((sql) => unregisterWorker(sql, this.uuid)));
    }
    const lanes = [...Object.values(this.#lanes), ...this.#completionLanes];
    await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()));
  }

  /** Tells what it does at the moment. */
  load(): SessionLoad {
    return {
      namespaces: this.#namespaces,
      running: this.#runner.running,
      waiting: this.#runner.waiting,
      unrecorded: this.#batcher.size,
      claimedCount: this.#claimedCount,
      succeededCount: this.#runner.succeededCount,
      failedCount: this.#runner.finishedCount - this.#runner.succeededCount,
      isListening: this.#listener?.isListening ?? false,
      leasedForMs: this.#keeper.leasedForMs,
    };
  }
}
