import { getLogger } from "@logtape/logtape";
import { METRICS } from "./telemetry/metrics.ts";
import { TaskerError } from "./errors.ts";
import { ManagedService } from "./service.ts";

const log = getLogger(["tasker", "loop"]);

/** Options for {@linkcode Loop}. */
export interface LoopOptions {
  /** What logs call it. */
  readonly name: string;
  /**
   * One turn. Gives the milliseconds until the next: 0 for at once, because work remains; `Infinity` for
   * "when nudged". Turns never overlap.
   */
  readonly turn: (signal: AbortSignal) => Promise<number>;
  /**
   * Random part that is added to each wait, 0 to 1, so that many processes do not wake together.
   *
   * @default {0.1}
   */
  readonly jitter?: number;
  /**
   * Wait after the first of several errors, in milliseconds; doubled by each further one.
   *
   * @default {250}
   */
  readonly errorWaitMs?: number;
  /**
   * Longest wait after an error, in milliseconds.
   *
   * @default {30000}
   */
  readonly maxErrorWaitMs?: number;
}

/** Repeats a piece of work: at once while work remains, else after a wait or when nudged. */
export class Loop extends ManagedService {
  readonly #options: LoopOptions;
  #stopped = new AbortController();
  #run: Promise<void> = Promise.resolve();
  #isNudged = false;
  #wake: (() => void) | undefined;
  #errors = 0;

  /** Makes a loop; `start()` runs its first turn at once. */
  constructor(options: LoopOptions) {
    super();
    this.#options = options;
  }

  /** Errors since the last turn that went well. */
  get errors(): number {
    return this.#errors;
  }

  /** Cuts the wait short; during a turn, asks for one more. Does not cut the wait after an error. */
  nudge(): void {
    this.#isNudged = true;
    if (this.#errors === 0) this.#wake?.();
  }

  /** Begins to turn. */
  protected override up(): Promise<void> {
    this.#stopped = new AbortController();
    this.#run = this.#turnAndTurn(this.#stopped.signal);
    return Promise.resolve();
  }

  /** Waits for the turn that runs. */
  protected override async down(): Promise<void> {
    this.#stopped.abort();
    this.#wake?.();
    await this.#run;
  }

  async #turnAndTurn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#isNudged = false;
      const wait = await this.#turnOnce(signal);
      const mayWait = !signal.aborted && (this.#errors > 0 || !this.#isNudged);
      if (mayWait && wait > 0) await this.#sleep(wait);
    }
  }

  async #turnOnce(signal: AbortSignal): Promise<number> {
    const startedMs = performance.now();
    METRICS.loopTurns.of(this.#options.name).add();
    try {
      const wait = await this.#options.turn(signal);
      METRICS.loopDuration.of(this.#options.name).observe((performance.now() - startedMs) / 1000);
      if (this.#errors > 0) log.info("Loop {loop} works again", { loop: this.#options.name });
      this.#errors = 0;
      return wait * (1 + Math.random() * (this.#options.jitter ?? 0.1));
    } catch (error) {
      if (signal.aborted) return 0;
      this.#errors += 1;
      METRICS.loopErrors.of(this.#options.name).add();
      const properties = { loop: this.#options.name, error };
      if (this.#errors === 1) log.warn("Loop {loop} failed: {error}", properties);
      else log.debug("Loop {loop} failed again: {error}", properties);
      if (error instanceof TaskerError && error.retryAfterSeconds !== undefined) {
        return error.retryAfterSeconds * 1000 * (1 + Math.random() / 4); // a circuit is open
      }
      const wait = (this.#options.errorWaitMs ?? 250) * 2 ** Math.min(this.#errors - 1, 20);
      return Math.min(wait, this.#options.maxErrorWaitMs ?? 30_000) * (0.5 + Math.random() / 2);
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
    clearTimeout(timer);
  }
}
