import type { Sql } from "postgres";
import type { BackpressureConfig, QueueDepthConfig } from "../config/components/backpressure.ts";
import { TaskerError } from "../core/errors.ts";
import { getQueueDepths, type QueueDepth } from "./calls/get_queue_depths.ts";
import { METRICS } from "../core/telemetry/metrics.ts";
import type { HealthCheck, HealthReport } from "./health_check.ts";
import { Loop } from "../core/loop.ts";
import type { ReadFamily } from "./sight/metrics_source.ts";
import { ManagedService } from "../core/service.ts";

/** How long a queue is, in one word. */
export type DepthTier = "normal" | "warning" | "critical" | "overflow";

/** The words in order: the place is the number that `/metrics` tells. */
const TIERS: readonly DepthTier[] = ["normal", "warning", "critical", "overflow"];

/** Seconds after which a request that was refused for an overflow may come again. */
const OVERFLOW_SECONDS = 30;

/**
 * Says in one word how long a queue is.
 *
 * @param depth Entries that wait.
 * @param tiers From how many on it is what.
 */
export function depthTier(depth: number, tiers: QueueDepthConfig): DepthTier {
  if (depth >= tiers.overflow) return "overflow";
  if (depth >= tiers.critical) return "critical";
  return depth >= tiers.warning ? "warning" : "normal";
}

/** Options for {@linkcode QueueGauge}. */
export interface QueueGaugeOptions {
  /** Pool to ask on. */
  readonly sql: Sql;
  /** How often, and what is long. */
  readonly backpressure: Pick<BackpressureConfig, "sampleMs" | "depth">;
}

/** Looks now and then how long the queues are, and refuses requests for tasks while one is far too long. */
export class QueueGauge extends ManagedService {
  readonly #options: QueueGaugeOptions;
  readonly #loop: Loop;
  #depths: readonly QueueDepth[] = [];

  /** Makes a gauge; `start()` looks for the first time. */
  constructor(options: QueueGaugeOptions) {
    super();
    this.#options = options;
    this.#loop = new Loop({ name: "queue depths", turn: () => this.sample() });
  }

  /** How long each queue was at the last look. */
  get depths(): readonly QueueDepth[] {
    return this.#depths;
  }

  /** The worst tier of the queues that every task goes through, at the last look. */
  get tier(): DepthTier {
    const own = this.#depths.filter(({ queue }) => queue === "steps" || queue.startsWith("orchestration_"));
    return depthTier(Math.max(0, ...own.map(({ depth }) => depth)), this.#options.backpressure.depth);
  }

  /** For `/health/detailed`. */
  get healthCheck(): HealthCheck {
    return { name: "queue_depth_tier", isDetail: true, check: () => this.#report() };
  }

  /** For `/metrics`: how long each queue was at the last look, in one number. */
  get tierFamily(): ReadFamily {
    const { depth: tiers } = this.#options.backpressure;
    return {
      family: {
        name: "tasker.queue.tier",
        help: "How long a queue is: 0 normal, 1 warning, 2 critical, 3 overflow",
        labels: ["queue"],
      },
      kind: "gauge",
      read: () =>
        this.#depths.map(({ queue, depth }) => ({
          labels: [queue],
          value: TIERS.indexOf(depthTier(depth, tiers)),
        })),
    };
  }

  /**
   * Looks now.
   *
   * @returns Milliseconds until the next look.
   */
  async sample(): Promise<number> {
    this.#depths = await getQueueDepths(this.#options.sql);
    return this.#options.backpressure.sampleMs;
  }

  /**
   * Refuses to take more work while a queue is in overflow.
   *
   * @throws {TaskerError} `TK510` with the seconds to wait.
   */
  refuseOverflow(): void {
    if (this.tier !== "overflow") return;
    METRICS.refusals.of("queue_overflow").add();
    throw new TaskerError("TK510", "Cannot take requests for tasks: too many steps wait already", {
      hint: "Try again after the seconds that Retry-After says; start more workers if it lasts.",
      retryAfterSeconds: OVERFLOW_SECONDS,
    });
  }

  /** Begins to look. */
  protected override up(): Promise<void> {
    return this.#loop.start();
  }

  /** Ends looking. */
  protected override down(): Promise<void> {
    return this.#loop.stop();
  }

  #report(): HealthReport {
    const { tier } = this;
    const lengths = this.#depths.filter(({ depth }) => depth > 0).map(({ queue, depth }) =>
      `${queue} ${depth}`
    );
    const message = `${tier}: ${lengths.join(", ") || "nothing waits"}`;
    return { status: tier === "normal" || tier === "warning" ? "healthy" : "degraded", message };
  }
}
