/** Wakes one waiter. A ring while nobody waits is kept for the next who does. */
export class Bell {
  #isRung = false;
  #wake: (() => void) | undefined;

  /** Whether somebody waits. */
  get isAwaited(): boolean {
    return this.#wake !== undefined;
  }

  /** Wakes the waiter, or the next one. */
  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Forgets a ring that nobody heard. */
  clear(): void {
    this.#isRung = false;
  }

  /**
   * Waits for a ring.
   *
   * @param ms Milliseconds at most.
   * @returns Whether it rang.
   */
  async wait(ms: number = Infinity): Promise<boolean> {
    if (!this.#isRung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    const isRung = this.#isRung;
    this.#isRung = false;
    return isRung;
  }
}
