/** A bounded queue in memory between those who ask and those who work. */
export class Channel<T> {
  /** Items that may wait. */
  readonly capacity: number;
  readonly #items: T[] = [];
  readonly #takers: ((item: T | undefined) => void)[] = [];
  readonly #putters: (() => void)[] = [];
  #isClosed = false;

  /**
   * Makes a channel.
   *
   * @param capacity Items that may wait, at least 1.
   */
  constructor(capacity: number) {
    if (!(capacity >= 1)) {
      throw new RangeError(`Cannot make a channel of capacity ${capacity}: it must be at least 1`);
    }
    this.capacity = capacity;
  }

  /** Items that wait now. */
  get size(): number {
    return this.#items.length;
  }

  /** Share of the capacity that is taken, 0 to 1. */
  get saturation(): number {
    return this.#items.length / this.capacity;
  }

  /** Whether {@linkcode Channel.close} was called. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Puts an item in if there is room.
   *
   * @returns False when the channel is full or closed.
   */
  offer(item: T): boolean {
    if (this.#isClosed) return false;
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker(item);
      return true;
    }
    if (this.#items.length >= this.capacity) return false;
    this.#items.push(item);
    return true;
  }

  /**
   * Puts an item in, waiting for room.
   *
   * @returns False when the channel was closed meanwhile.
   */
  async put(item: T): Promise<boolean> {
    while (!this.offer(item)) {
      if (this.#isClosed) return false;
      await new Promise<void>((resolve) => this.#putters.push(resolve));
    }
    return true;
  }

  /**
   * Takes the oldest item, waiting for one.
   *
   * @returns The item; undefined when the channel is closed and empty.
   */
  take(): Promise<T | undefined> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#putters.shift()?.();
      return Promise.resolve(item);
    }
    if (this.#isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** Lets nothing more in. What waits can still be taken. */
  close(): void {
    this.#isClosed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
    for (const putter of this.#putters.splice(0)) putter();
  }
}
