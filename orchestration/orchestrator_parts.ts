import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { Breaker } from "../core/breaker.ts";
import { connect } from "../sql/connect.ts";
import { Listener } from "../sql/listener.ts";
import { Agenda, type AgendaItem } from "./agenda.ts";
import { circuitReport } from "./breaker_check.ts";
import { configure } from "./calls/configure.ts";
import { configureUpkeep } from "./calls/configure_upkeep.ts";
import { getQueueDepths } from "./calls/get_queue_depths.ts";
import { CommandProcessor } from "./commands/processor.ts";
import type { HealthReport } from "./health_check.ts";
import type { Loop } from "../core/loop.ts";
import { type Loops, makeLoops } from "./loops.ts";
import type { OrchestratorOptions } from "./orchestrator.ts";
import { Presence } from "./presence.ts";
import { QueueReaders } from "./queue_readers.ts";
import { ManagedService } from "../core/service.ts";

const log = getLogger(["tasker", "orchestration", "upkeep"]);

/** Without work an orchestrator that hears notifications looks this many times more rarely than one that does not. */
const HEARING_STRETCH = 5;

/** Messages in a queue from which it counts as too long. */
const CRITICAL_DEPTH = 5_000;

/** Least time between two looks for stale tasks, and for what was kept long enough; SQL says when they are due. */
const UPKEEP_GAP_MS = 1_000;

/** Longest that summing up the history may take, in milliseconds: after an outage of all orchestrators much may wait. */
const ROLLUP_TIMEOUT_MS = 600_000;

/** Whose the parts are. */
export interface OrchestratorIdentity {
  /** Identity of the orchestrator. */
  readonly processorUuid: string;
  /** Stands before the database. */
  readonly breaker: Breaker | undefined;
  /** Called by the command `Shutdown`. */
  readonly onShutdown: () => void;
}

/** What an orchestrator consists of from a start to the next stop. */
export class OrchestratorParts extends ManagedService {
  /** Does the commands. */
  readonly processor: CommandProcessor;
  readonly #options: OrchestratorOptions;
  readonly #sql: Sql;
  readonly #patient: Sql;
  readonly #breaker: Breaker | undefined;
  readonly #loops: Loops;
  readonly #readers: QueueReaders;
  readonly #agenda: Agenda;
  readonly #presence: Presence;
  readonly #listener: Listener | undefined;

  /**
   * Puts them together; `start()` starts them.
   *
   * @param options Where and how.
   * @param identity Whose they are.
   */
  constructor(options: OrchestratorOptions, { processorUuid, breaker, onShutdown }: OrchestratorIdentity) {
    super();
    const { url, database, orchestration } = options;
    const { visibilityTimeoutSeconds, maxReceiveCount, commandBufferSize: bufferSize } = orchestration;
    this.#breaker = breaker;
    const session = {
      applicationName: "tasker_orchestrator",
      statementTimeoutMs: database.statementTimeoutMs,
      connectTimeoutSeconds: database.connectTimeoutSeconds,
      breaker,
      settings: { "tasker.processor_uuid": processorUuid },
    };
    const sql = connect(url, { ...session, max: database.pool.maintenance });
    this.#patient = connect(url, { ...session, max: 1, statementTimeoutMs: ROLLUP_TIMEOUT_MS });
    const consumers = database.pool.maintenance;
    this.#options = options;
    this.#sql = sql;
    this.processor = new CommandProcessor({
      sql,
      processorUuid,
      bufferSize,
      consumers,
      visibilityTimeoutSeconds,
      maxReceiveCount,
      onShutdown,
    });
    this.#loops = makeLoops(sql, this.#patient, orchestration, options.upkeep?.staleness.batch);
    this.#presence = new Presence(sql, processorUuid);
    this.#readers = new QueueReaders({ sql, processor: this.processor, orchestration, parallel: consumers });
    this.#agenda = this.#makeAgenda();
    this.#listener = orchestration.deploymentMode === "PollingOnly" ? undefined : this.#makeListener();
  }

  /** Whether the database answers. */
  async checkDatabase(): Promise<HealthReport> {
    await this.#sql`select 1`;
    return { status: "healthy" };
  }

  /** Whether the loops turn and notifications arrive. */
  checkLoops(): HealthReport {
    const failing = [
      ...Object.entries(this.#loops),
      ...this.#readers.loops,
      ["agenda", this.#agenda] as const,
      ["presence", this.#presence] as const,
    ]
      .filter(([, loop]) => loop.errors > 1)
      .map(([name]) => name);
    if (failing.length > 0) {
      return { status: "unhealthy", message: `These loops fail: ${failing.join(", ")}` };
    }
    if (this.#listener?.isListening === false) {
      return { status: "degraded", message: "Notifications do not arrive" };
    }
    return { status: "healthy" };
  }

  /** Whether commands are taken, and how many wait. */
  checkProcessor(): HealthReport {
    if (!this.processor.isOpen) return { status: "unhealthy", message: "It takes no more commands" };
    const { saturation } = this.processor;
    if (saturation < 0.9) return { status: "healthy" };
    return { status: "degraded", message: `${Math.round(saturation * 100)} % of its channel are taken` };
  }

  /** Whether the circuit before the database is closed. */
  checkCircuit(): HealthReport {
    return circuitReport(this.#breaker);
  }

  /** Whether nobody keeps finished rows from being removed. */
  checkHeldTransactions(): HealthReport {
    return this.#presence.check();
  }

  /** Whether a queue grows beyond what is usual. */
  async checkQueues(): Promise<HealthReport> {
    const depths = (await getQueueDepths(this.#sql)).filter(({ queue }) => queue !== "steps");
    const long = depths.filter(({ depth }) => depth >= CRITICAL_DEPTH);
    if (long.length === 0) return { status: "healthy" };
    const message = long.map(({ queue, depth }) => `${queue} holds ${depth} messages`).join(", ");
    return { status: "degraded", message };
  }

  /** Writes the settings, then starts everything. */
  protected override async up(): Promise<void> {
    await this.#presence.start();
    await configure(this.#sql, this.#options);
    await this.#setUpkeep();
    await this.processor.start();
    for (const loop of this.#all()) await loop.start();
    await this.#agenda.start();
    await this.#listener?.start();
  }

  /** Ends what asks, then what answers, then the connections; what takes longer than the grace is cut off. */
  protected override async down(): Promise<void> {
    const end = (timeout: number) => this.#sql.end({ timeout }).catch(() => {});
    const graceMs = this.#options.orchestration.drainTimeoutSeconds * 1000;
    const timer = setTimeout(() => void end(0), graceMs);
    await this.#listener?.stop();
    await this.#agenda.stop();
    const loops = Promise.all(this.#all().map((loop) => loop.stop()));
    await this.#patient.end({ timeout: 0 }).catch(() => {}); // what it has not summed up, somebody else will
    await loops;
    await this.processor.stop();
    await this.#presence.stop();
    clearTimeout(timer);
    await end(5);
  }

  #all(): Loop[] {
    return [...Object.values(this.#loops), ...this.#readers.loops.values()];
  }

  async #setUpkeep(): Promise<void> {
    const { upkeep } = this.#options;
    if (upkeep?.setBy !== "config") return;
    const changes = await configureUpkeep(this.#sql, upkeep);
    if (changes.length === 0) return;
    const told = changes.map(({ name, before, after }) => `${name} ${before ?? "none"} → ${after ?? "none"}`);
    log.info("Upkeep is now as configured: {changes}", { changes: told.join(", ") });
  }

  #makeAgenda(): Agenda {
    const { deploymentMode, poll } = this.#options.orchestration;
    const { timers, leases, waiting, detection, retention, rollup } = this.#loops;
    const times: AgendaItem[] = [
      { loop: timers, dueMs: (due) => due.timersDueMs },
      { loop: leases, dueMs: (due) => due.leasesDueMs, gapMs: poll.leasesMs },
      { loop: waiting, dueMs: (due) => due.isWaiting ? 0 : null, gapMs: poll.readinessMs },
      { loop: detection, dueMs: (due) => due.detectionDueMs, gapMs: UPKEEP_GAP_MS },
      { loop: retention, dueMs: (due) => due.retentionDueMs, gapMs: UPKEEP_GAP_MS },
      { loop: rollup, dueMs: (due) => due.rollupDueMs, gapMs: UPKEEP_GAP_MS },
    ];
    // without polls a message is read late that failed, or whose reader died: when it was visible for a whole timeout
    const overdueMs = this.#options.orchestration.visibilityTimeoutSeconds * 1000;
    const overdue = ({ loop, dueMs }: AgendaItem): AgendaItem => ({
      loop,
      gapMs: overdueMs,
      dueMs: (due) => {
        const ms = dueMs(due);
        return ms === null ? null : ms + overdueMs;
      },
    });
    const queues: AgendaItem[] = [
      { loop: this.#readers.taskRequests, dueMs: (due) => due.taskRequestsDueMs },
      { loop: this.#readers.stepResults, dueMs: (due) => due.stepResultsDueMs },
      { loop: this.#readers.finalizations, dueMs: (due) => due.finalizationsDueMs },
    ];
    return new Agenda({
      sql: this.#sql,
      items: [...times, ...(deploymentMode === "EventDrivenOnly" ? queues.map(overdue) : queues)],
      busyMs: Math.min(poll.timersMs, poll.queuesMs),
      idleMs: () => poll.queuesMs * (this.#listener?.isListening ? HEARING_STRETCH : 1),
    });
  }

  #makeListener(): Listener {
    const { url, database } = this.#options;
    return new Listener({
      url: database.listenUrl ?? url,
      connectTimeoutSeconds: database.connectTimeoutSeconds,
      subscriptions: [{
        channels: {
          "pgmq_message_ready.orchestration": (payload) => {
            this.#readers.hear(payload);
            this.#agenda.stir();
          },
          "tasker_ready": () => this.#agenda.stir(),
        },
        onListening: () => this.#readers.nudgeAll(),
      }],
    });
  }
}
