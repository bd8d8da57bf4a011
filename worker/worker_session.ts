import { METRICS } from "../core/telemetry/metrics.ts";
import type { Breaker } from "../core/breaker.ts";
import type { CreatedTask, TaskRequest } from "../core/wire.ts";
import type { Claim } from "../orchestration/calls/claim.ts";
import { Appetite, type Load } from "./appetite.ts";
import { ClaimLoop } from "./claim_loop.ts";
import { CompletionBatcher } from "./completion_batcher.ts";
import { DirectTransport } from "./direct_transport.ts";
import { Door } from "./door.ts";
import { Idleness } from "./idleness.ts";
import { LeaseKeeper } from "./lease_keeper.ts";
import { workerLog } from "./log.ts";
import { answerDeadlineMs, errorDelayMs, pause } from "./outage.ts";
import { PgmqTransport } from "./pgmq_transport.ts";
import { Listener } from "../sql/listener.ts";
import { programInfo } from "../sql/program_info.ts";
import type { HandlerRegistry } from "./registry.ts";
import { metersOf } from "./step_meters.ts";
import { StepRunner } from "./step_runner.ts";
import { StepTracer } from "./step_tracer.ts";
import { timed } from "./timed.ts";
import type { Transport } from "./transport.ts";
import type { WorkerDatabase, WorkerOptions, WorkerSettings, WorkerTestSignals } from "./worker_options.ts";

/** Channel on which the database asks a worker to beat at once: one of its attempts is to be aborted. */
const ABORT_CHANNEL = "tasker_abort";

/** Heartbeats between two reconciliations that nothing asked for. */
const HEARTBEATS_PER_RECONCILIATION = 10;

/** Least time for which results are tried to be recorded when the worker stops, in milliseconds. */
const LEAST_FLUSH_MS = 2_000;

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

/** One run of a worker, from start to stop: how its parts work together. */
export class WorkerSession {
  /** Identity of this run. */
  readonly uuid: string = crypto.randomUUID();
  readonly #options: WorkerOptions;
  readonly #settings: WorkerSettings;
  readonly #registry: HandlerRegistry;
  readonly #signals: WorkerTestSignals;
  readonly #database: Required<WorkerDatabase>;
  readonly #door: Door;
  readonly #appetite: Appetite;
  readonly #runner: StepRunner;
  readonly #tracer = StepTracer.whenTracing();
  readonly #batcher: CompletionBatcher;
  readonly #keeper: LeaseKeeper;
  readonly #gaveUp = new AbortController();
  #listener: Listener | undefined;
  #claimLoop: ClaimLoop | undefined;
  #namespaces: readonly string[] = [];
  #unknown: string[] = [];
  #claimedCount = 0;
  #isRegistered = false;
  #isStopping = false;
  #isReconciling = false;

  /** Makes a session; `start()` connects. */
  constructor(
    options: WorkerOptions,
    settings: WorkerSettings,
    registry: HandlerRegistry,
    breaker: Breaker | undefined,
  ) {
    this.#options = options;
    this.#settings = settings;
    this.#registry = registry;
    this.#signals = options.testSignals ?? {};
    this.#database = {
      listenUrl: undefined,
      statementTimeoutMs: 30_000,
      connectTimeoutSeconds: 10,
      ...options.database,
    };
    this.#door = new Door(this.uuid, this.#database, settings, breaker, options.secrets);
    this.#appetite = new Appetite(settings.maxConcurrentSteps, settings.bufferSize);
    this.#runner = new StepRunner({
      slots: settings.maxConcurrentSteps,
      registry,
      onResult: (result) => this.#batcher.add(result),
      onUnknown: ({ stepUuid }) => this.#defer(stepUuid),
      onFinished: () => this.#claimLoop?.roomChanged(),
      signals: this.#signals,
      tracer: this.#tracer,
    });
    this.#batcher = new CompletionBatcher({
      record: async (lane, batch) => {
        await timed(
          "complete_steps",
          METRICS.submissionDuration.of(),
          () => this.#door.record(lane, batch, this.#take(batch.length), (taken) => this.#accept(taken)),
        );
        this.#tracer?.recorded(batch);
      },
      onRecorded: (count) => this.#recorded(count),
      onLostReply: () => void this.#reconcile(),
      isQuiet: () => this.#runner.running === 0 && this.#runner.waiting === 0,
      signal: this.#gaveUp.signal,
    });
    this.#keeper = new LeaseKeeper({
      heartbeat: () => this.#door.heartbeat(),
      register: () => this.#register(),
      abort: (stepUuid) => this.#runner.abort(stepUuid, "cancelled"),
      onLost: () => this.#leasesLost(),
      onRenewed: (count) => this.#renewed(count),
      leaseMs: settings.leaseSeconds * 1000,
      intervalMs: settings.heartbeatSeconds * 1000,
    });
  }

  /** Publishes, registers, listens and claims. */
  async start(): Promise<void> {
    await Promise.all([this.#introduce(), this.#door.warmUp()]);
    const transport = this.#makeTransport();
    this.#listener = this.#makeListener(transport);
    this.#claimLoop = this.#makeClaimLoop(transport, this.#listener);
    await Promise.all([this.#keeper.start(), this.#listener.start()]);
    this.#claimLoop.start();
  }

  /** Drains, signs off and closes; never throws. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    this.#runner.pause();
    await this.#claimLoop?.stop();
    await this.#tried("hand back steps", () => this.#door.release(this.#runner.takeBack()));
    await this.#runner.settled(graceMs);
    const timer = setTimeout(() => this.#gaveUp.abort(), Math.max(graceMs, LEAST_FLUSH_MS));
    await this.#batcher.drained();
    clearTimeout(timer);
    this.#gaveUp.abort();
    this.#runner.stop();
    this.#tracer?.stop();
    await this.#keeper.stop();
    await this.#listener?.stop();
    if (this.#isRegistered) await this.#tried("sign off", () => this.#door.signOff());
    await this.#tried("close its connections", () => this.#door[Symbol.asyncDispose]());
  }

  /** Creates tasks and runs their first steps here. */
  async startTasks(requests: readonly TaskRequest<unknown>[]): Promise<readonly CreatedTask[]> {
    return await this.#door.startTasks(requests, (claims) => {
      this.#accept(claims);
      if (this.#isStopping) {
        void this.#tried("hand back steps", () => this.#door.release(this.#runner.takeBack()));
      }
    });
  }

  /** Tells what it does at the moment. */
  load(): SessionLoad {
    const { finishedCount, succeededCount } = this.#runner;
    return {
      ...this.#load(),
      namespaces: this.#namespaces,
      claimedCount: this.#claimedCount,
      succeededCount,
      failedCount: finishedCount - succeededCount,
      isListening: this.#listener?.isListening ?? false,
      leasedForMs: this.#keeper.leasedForMs,
    };
  }

  /** Publishes its templates and makes itself known. */
  async #introduce(): Promise<void> {
    const { tasks = [], templates = [] } = this.#options;
    const published = [...tasks.map((task) => task.toTemplate()), ...templates];
    await this.#door.publish(published);
    this.#namespaces = await this.#servedNamespaces(published.map(({ namespace }) => namespace));
    await this.#register();
    this.#isRegistered = true;
  }

  async #servedNamespaces(published: readonly string[]): Promise<readonly string[]> {
    const named = this.#options.namespaces ?? this.#settings.namespaces;
    if (named.length > 0) return [...new Set(named)];
    return published.length > 0 ? [...new Set(published)] : await this.#door.namespaces();
  }

  #register(): Promise<void> {
    return this.#door.register({
      namespaces: this.#namespaces,
      handlers: this.#registry.callables,
      info: { ...programInfo(), slots: this.#settings.maxConcurrentSteps, ...this.#options.info },
    });
  }

  #makeTransport(): Transport {
    const { leaseSeconds } = this.#settings;
    const options = {
      workerUuid: this.uuid,
      namespaces: this.#namespaces,
      leaseSeconds,
      works: this.#door.works,
    };
    return this.#options.transport === "pgmq" ? new PgmqTransport(options) : new DirectTransport(options);
  }

  #makeListener(transport: Transport): Listener {
    const hearOfWork = (channel: string) => (payload: string) => {
      if (transport.concerns(channel, payload)) this.#claimLoop?.nudge();
    };
    const interrupted = () => this.#claimLoop?.notificationsLost();
    const { url, listenUrl = url, connectTimeoutSeconds } = this.#database;
    return new Listener({
      url: listenUrl,
      connectTimeoutSeconds,
      applicationName: "tasker_worker_listen",
      subscriptions: [{
        channels: {
          ...Object.fromEntries(transport.channels.map((channel) => [channel, hearOfWork(channel)])),
          [ABORT_CHANNEL]: (payload) => {
            if (payload === this.uuid) this.#keeper.beat();
          },
        },
        onListening: interrupted,
        onLost: interrupted,
      }],
    });
  }

  #makeClaimLoop(transport: Transport, listener: Listener): ClaimLoop {
    const mustAsk = transport.announcesIdleness;
    const idleness = new Idleness(listener, answerDeadlineMs(this.#database));
    return new ClaimLoop({
      room: () => this.#appetite.room(this.#load()),
      claim: (limit) =>
        timed(
          "claim_steps",
          METRICS.claimDuration.of(),
          () => this.#door.claim(transport, limit, (claims) => this.#accept(claims)),
        ),
      askForNotifications: async () =>
        mustAsk ? await idleness.announce(this.#namespaces) : listener.isListening,
      declineNotifications: () => mustAsk ? idleness.withdraw() : undefined,
      onError: () => void this.#reconcile(),
      onIdle: () => this.#signals.idle?.(),
      pollIntervalMs: this.#settings.pollIntervalMs,
    });
  }

  #load(): Load {
    return {
      waiting: this.#runner.waiting,
      running: this.#runner.running,
      unrecorded: this.#batcher.size,
      expecting: this.#settings.completion === "inline" ? this.#batcher.expecting : 0,
    };
  }

  #accept(claims: readonly Claim[]): void {
    if (claims.length === 0) return;
    this.#claimedCount += claims.length;
    for (const { work } of claims) metersOf(work).claimed.add();
    this.#tracer?.claimed(claims);
    this.#signals.claimed?.(claims.length);
    this.#runner.push(claims);
    this.#appetite.sample(this.#runner.finishedCount);
  }

  /** As many steps as ended, or as there is room for; none while stopping, or when more than enough wait already. */
  #take(finished: number): number {
    if (this.#isStopping) return 0;
    const { running, waiting } = this.#runner;
    const room = this.#appetite.capacity - running - waiting;
    const bearable = Math.max(room + this.#appetite.capacity, 0);
    return Math.min(Math.max(finished, room), bearable);
  }

  #recorded(count: number): void {
    METRICS.resultsSubmitted.of().add(count);
    this.#signals.flushed?.(count);
    this.#claimLoop?.roomChanged();
    if (this.#listener?.isListening === false) this.#claimLoop?.nudge();
  }

  /** Steps of one turn are put off together. */
  #defer(stepUuid: string): void {
    this.#unknown.push(stepUuid);
    if (this.#unknown.length > 1) return;
    setImmediate(() => {
      const stepUuids = this.#unknown;
      this.#unknown = [];
      METRICS.deferred.of().add(stepUuids.length);
      this.#tracer?.givenUp(stepUuids, "no handler");
      workerLog.warn("Put off {count} steps that no handler is known for", { count: stepUuids.length });
      this.#door.defer(stepUuids).catch((error) => {
        workerLog.error("Cannot put off steps: {error}", { error });
        return this.#reconcile();
      });
    });
  }

  #leasesLost(): void {
    this.#runner.takeBack();
    this.#runner.abortAll("lease lost");
    void this.#reconcile();
  }

  #renewed(count: number): void {
    METRICS.heartbeats.of().add();
    this.#signals.heartbeat?.();
    this.#appetite.sample(this.#runner.finishedCount);
    const surplus = this.#runner.takeBack(this.#appetite.surplus(this.#load()));
    if (surplus.length > 0) void this.#tried("hand back steps", () => this.#door.release(surplus));
    if (count % HEARTBEATS_PER_RECONCILIATION === 0) void this.#reconcile();
  }

  /** Until it is done: a step that only the database thinks is here would wait for ever. */
  async #reconcile(): Promise<void> {
    if (this.#isReconciling) return;
    this.#isReconciling = true;
    const { signal } = this.#gaveUp;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const count = await this.#door.reconcile(() => this.#heldStepUuids());
        if (count > 0) workerLog.info("Handed back {count} steps whose claim was lost", { count });
        break;
      } catch (error) {
        workerLog.warn("Cannot reconcile with the database, trying again: {error}", { error });
        await pause(errorDelayMs(failures), signal);
      }
    }
    this.#isReconciling = false;
  }

  #heldStepUuids(): string[] {
    return [...this.#runner.heldStepUuids(), ...this.#batcher.heldStepUuids(), ...this.#unknown];
  }

  async #tried(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      workerLog.error("The worker could not {what}: {error}", { what, error });
    }
  }
}
