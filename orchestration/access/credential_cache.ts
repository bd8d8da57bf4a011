/** What is remembered under a key. */
interface Entry<Value> {
  readonly value: Value;
  readonly tag: string;
  readonly untilMs: number;
}

/**
 * Remembers what credentials turned out to be, for seconds, and a bounded number of them. What is revoked is forgotten
 * by its tag.
 */
export class CredentialCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #seconds: number;
  readonly #capacity: number;
  readonly #nowMs: () => number;

  /**
   * Makes a cache.
   *
   * @param seconds How long an entry is good, 0 to remember nothing.
   * @param capacity Entries at most; beyond, the oldest goes.
   * @param nowMs Tells the time in milliseconds; for tests.
   */
  constructor(seconds: number, capacity: number, nowMs: () => number = () => performance.now()) {
    this.#seconds = seconds;
    this.#capacity = capacity;
    this.#nowMs = nowMs;
  }

  /** Entries at the moment, spent ones included. */
  get size(): number {
    return this.#entries.size;
  }

  /** What is known under a key, if it is still good. */
  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs > this.#nowMs()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /**
   * Remembers something.
   *
   * @param key Fingerprint of the credential.
   * @param value What it turned out to be.
   * @param tag What it is forgotten by: `key:<uuid>`.
   * @param lifeSeconds How long it is good at most, where that is less than the cache's own.
   */
  set(key: string, value: Value, tag: string, lifeSeconds: number = Infinity): void {
    const seconds = Math.min(this.#seconds, lifeSeconds);
    if (seconds <= 0) return;
    this.#entries.delete(key);
    this.#entries.set(key, { value, tag, untilMs: this.#nowMs() + seconds * 1000 });
    if (this.#entries.size <= this.#capacity) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!);
  }

  /** Forgets what has a tag; everything for an empty one. */
  forget(tag: string): void {
    if (tag === "") this.#entries.clear();
    for (const [key, entry] of this.#entries) {
      if (entry.tag === tag) this.#entries.delete(key);
    }
  }
}
