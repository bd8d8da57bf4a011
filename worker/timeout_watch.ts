import type { Attempt } from "./attempt.ts";

/** Shortest time between two looks, in milliseconds. */
const LEAST_WAIT_MS = 10;

/** Longest time between two looks, in milliseconds: attempts that start meanwhile may be due before those seen. */
const MOST_WAIT_MS = 250;

/** Finds attempts that run too long: one timer looks at all that run, instead of one timer each. */
export class TimeoutWatch {
  readonly #running: ReadonlyMap<string, Attempt>;
  readonly #onTimeout: (attempt: Attempt) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Makes a watch. It ticks only while attempts run.
   *
   * @param running The attempts that run, kept by their owner.
   * @param onTimeout Called for each that has run too long.
   */
  constructor(running: ReadonlyMap<string, Attempt>, onTimeout: (attempt: Attempt) => void) {
    this.#running = running;
    this.#onTimeout = onTimeout;
  }

  /** Begins to look, unless it does already. */
  watch(attempt: Attempt): void {
    if (this.#timer === undefined && attempt.deadlineMs < Infinity) this.#look();
  }

  /** Looks no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const nowMs = performance.now();
    let nextMs = Infinity;
    for (const attempt of [...this.#running.values()]) {
      if (attempt.deadlineMs <= nowMs) this.#onTimeout(attempt);
      else nextMs = Math.min(nextMs, attempt.deadlineMs);
    }
    this.#timer = nextMs === Infinity
      ? undefined
      : setTimeout(() => this.#look(), Math.min(Math.max(nextMs - nowMs, LEAST_WAIT_MS), MOST_WAIT_MS));
  }
}
