/**
 * Lets claims and completions pass together, and a reconciliation only alone: what is on its way to the worker must
 * not be taken for lost.
 */
export class Gate {
  #passing = 0;
  #closed: Promise<void> | undefined;
  #emptied: (() => void) | undefined;

  /** Does work beside other shared work. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed !== undefined) await this.#closed;
    this.#passing += 1;
    try {
      return await work();
    } finally {
      this.#passing -= 1;
      if (this.#passing === 0) this.#emptied?.();
    }
  }

  /** Does work alone: waits for the shared work under way, holds back what comes. */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed !== undefined) await this.#closed;
    const { promise, resolve: open } = Promise.withResolvers<void>();
    this.#closed = promise;
    try {
      if (this.#passing > 0) await new Promise<void>((resolve) => this.#emptied = resolve);
      return await work();
    } finally {
      this.#emptied = undefined;
      this.#closed = undefined;
      open();
    }
  }
}
