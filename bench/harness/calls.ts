/** Counts the calls of handlers. */
export class CallCounter {
  readonly #expected: number;
  readonly #done = Promise.withResolvers<void>();
  #count = 0;
  #firstAtMs = NaN;

  /** Makes a counter that is done after so many calls. */
  constructor(expected: number) {
    this.#expected = expected;
  }

  /** When the first handler was called, on the clock of `performance.now()`. */
  get firstAtMs(): number {
    return this.#firstAtMs;
  }

  /** Resolves with the last call. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Counts a call. */
  readonly hit = (): void => {
    if (this.#count === 0) this.#firstAtMs = performance.now();
    this.#count += 1;
    if (this.#count === this.#expected) this.#done.resolve();
  };
}

/** Tells when the handler of a workflow was first called. */
export class CallWaiter {
  readonly #waiting = new Map<number, (atMs: number) => void>();

  /** Resolves with the time of the next call for a workflow. */
  next(index: number): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(index, resolve));
  }

  /** Notes a call. */
  readonly hit = (index: number): void => {
    this.#waiting.get(index)?.(performance.now());
    this.#waiting.delete(index);
  };
}
