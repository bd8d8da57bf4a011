import { METRICS } from "../../core/telemetry/metrics.ts";

/** Options for {@linkcode Cache}. */
export interface CacheOptions {
  /** What metrics call it. */
  readonly name: string;
  /** Answers kept at most, 1 or more; the one that was not asked for the longest goes first. */
  readonly maxEntries: number;
  /** How long an answer is good at most, in milliseconds; 0 keeps none. A function is asked each time: it may change. */
  readonly ttlMs: number | (() => number);
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly askedAtMs: number;
}

/**
 * Keeps answers for a while, a bounded number of them. Whoever asks while an answer is on its way waits for it instead
 * of asking again; an answer that failed, or that something overtook by {@linkcode Cache.clear}, is not kept.
 */
export class Cache<Value> {
  readonly #options: CacheOptions;
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #hits;
  readonly #misses;

  /** Makes an empty cache. */
  constructor(options: CacheOptions) {
    this.#options = options;
    this.#hits = METRICS.cacheHits.of(options.name);
    this.#misses = METRICS.cacheMisses.of(options.name);
  }

  /** Answers that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Gives the answer for a key.
   *
   * @param key What is asked.
   * @param load Finds the answer when it is not here.
   */
  async get(key: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    const nowMs = performance.now();
    if (known !== undefined && nowMs < known.askedAtMs + this.#ttlMs()) {
      this.#hits.add();
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return await known.value;
    }
    this.#misses.add();
    const entry = { value: load(), askedAtMs: nowMs };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#makeRoom();
    try {
      return await entry.value;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  /** Forgets everything: something changed, or may have. */
  clear(): void {
    METRICS.cacheInvalidations.of(this.#options.name).add();
    this.#entries.clear();
  }

  #ttlMs(): number {
    const { ttlMs } = this.#options;
    return typeof ttlMs === "number" ? ttlMs : ttlMs();
  }

  #makeRoom(): void {
    if (this.#entries.size <= this.#options.maxEntries) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
    METRICS.cacheEvictions.of(this.#options.name).add();
  }
}
