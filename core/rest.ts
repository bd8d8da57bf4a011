/** How long a {@linkcode Rest} may be. */
export interface RestOptions {
  /** Shortest rest, in milliseconds. */
  readonly shortestMs: number;
  /** Longest rest, in milliseconds. */
  readonly longestMs: number;
  /**
   * The clock, in milliseconds.
   *
   * @default {performance.now}
   */
  readonly now?: () => number;
}

/** A rest is this part of the time for which nothing has changed: so much later a change is seen, at most. */
const PART = 1 / 16;

/**
 * Rests between looks at something that may change: short at first, longer the longer it has been still. What takes a
 * second is seen a sixteenth of a second late at most, and what does not change at all is hardly looked at.
 */
export class Rest {
  readonly #options: RestOptions;
  #changedMs = -Infinity;

  /** Makes one that knows of no change yet. */
  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Says that something changed, or is about to: rests begin with the shortest again. */
  changed(): void {
    this.#changedMs = this.#nowMs();
  }

  /** How long to rest before the next look, in milliseconds. */
  get ms(): number {
    const { shortestMs, longestMs } = this.#options;
    return Math.min(Math.max((this.#nowMs() - this.#changedMs) * PART, shortestMs), longestMs);
  }

  #nowMs(): number {
    return this.#options.now?.() ?? performance.now();
  }
}
