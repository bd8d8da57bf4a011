import type { Counter, Histogram } from "../core/telemetry/meters.ts";
import { METRICS } from "../core/telemetry/metrics.ts";
import type { ClaimedWork } from "../orchestration/calls/works.ts";

/** The meters of one step of one template: found once, then plain additions. */
export class StepMeters {
  /** Claims of the step's namespace. */
  readonly claimed: Counter;
  /** Attempts that began. */
  readonly executions: Counter;
  /** Attempts that ended well. */
  readonly successes: Counter;
  /** How long attempts took. */
  readonly duration: Histogram;
  readonly #labels: readonly [string, string, string];

  /** Finds the meters of a step. */
  constructor({ namespace, taskName, stepName }: ClaimedWork) {
    this.#labels = [namespace, taskName, stepName];
    this.claimed = METRICS.stepsClaimed.of(namespace);
    this.executions = METRICS.executions.of(...this.#labels);
    this.successes = METRICS.successes.of(...this.#labels);
    this.duration = METRICS.executionDuration.of(...this.#labels);
  }

  /**
   * Counts an attempt that did not end well.
   *
   * @param errorType Why: a kind of error, or what made the worker give it up.
   */
  failed(errorType: string): void {
    METRICS.failures.of(...this.#labels, errorType).add();
  }
}

const known = new WeakMap<ClaimedWork, StepMeters>();

/** The meters of a step. */
export function metersOf(work: ClaimedWork): StepMeters {
  const before = known.get(work);
  if (before !== undefined) return before;
  const meters = new StepMeters(work);
  known.set(work, meters);
  return meters;
}
