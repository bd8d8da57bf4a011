import { getLogger } from "@logtape/logtape";
import { admit, type Circuit, type CircuitPolicy, CLOSED, settle, type Ticket } from "./circuit.ts";
import { TaskerError } from "./errors.ts";
import { METRICS } from "./telemetry/metrics.ts";

const log = getLogger(["tasker", "circuit"]);

/** Options for {@linkcode Breaker}. */
export interface BreakerOptions {
  /** What it stands before, for errors, metrics and health: `web`, `orchestration`, `worker`, `jwks`. */
  readonly name: string;
  /** When it opens and closes. */
  readonly policy: CircuitPolicy;
  /**
   * Whether an error speaks against whoever was called, as opposed to the call.
   *
   * @default {() => true}
   */
  readonly isFailure?: (error: unknown) => boolean;
  /**
   * The time in milliseconds.
   *
   * @default {() => performance.now()}
   */
  readonly now?: () => number;
}

/** What a breaker has seen since it was made. */
export interface BreakerCounters {
  /** Calls that were let through. */
  readonly calls: number;
  /** Those that came back well, or failed by themselves. */
  readonly successes: number;
  /** Those that spoke against whoever was called. */
  readonly failures: number;
  /** Calls that were refused. */
  readonly rejections: number;
  /** Times that it opened. */
  readonly openings: number;
}

/**
 * A circuit breaker around calls to something that may be away: after some failures in a row it refuses calls for a
 * while, then lets a few through to try, and closes when they succeed.
 *
 * @example Usage
 * ```ts
 * import { Breaker } from "./breaker.ts";
 *
 * const policy = { failureThreshold: 5, openMs: 30_000, successThreshold: 2, probeLimit: 1 };
 * const outgoing = new Breaker({ name: "outgoing", policy });
 * const two = await outgoing.run(() => Promise.resolve(2));
 * ```
 */
export class Breaker {
  /** What it stands before. */
  readonly name: string;
  readonly #policy: CircuitPolicy;
  readonly #isFailure: (error: unknown) => boolean;
  readonly #now: () => number;
  readonly #counters = { calls: 0, successes: 0, failures: 0, rejections: 0 };
  #circuit: Circuit = CLOSED;

  /** Makes a breaker; its circuit is closed. */
  constructor(options: BreakerOptions) {
    this.name = options.name;
    this.#policy = options.policy;
    this.#isFailure = options.isFailure ?? (() => true);
    this.#now = options.now ?? (() => performance.now());
  }

  /** Where its circuit is. An open one whose time is up waits for the next call to be half open. */
  get state(): Circuit["state"] {
    return this.#circuit.state;
  }

  /** What it has seen since it was made. */
  get counters(): BreakerCounters {
    return { ...this.#counters, openings: this.#circuit.era };
  }

  /** How long calls will still be refused, in milliseconds; 0 when one may be made. Does not count as a call. */
  get waitMs(): number {
    return admit(this.#circuit, this.#policy, this.#now()).retryAfterMs;
  }

  /**
   * Makes a call, unless the circuit is open.
   *
   * @param call Makes it.
   * @throws {TaskerError} `TK511` when the circuit is open, with the seconds to wait; else what the call throws.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const ticket = this.enter();
    try {
      const value = await call();
      this.leave(ticket);
      return value;
    } catch (error) {
      this.leave(ticket, error);
      throw error;
    }
  }

  /**
   * Asks for a call. Whoever gets a ticket must hand it back with {@linkcode Breaker.leave}.
   *
   * @throws {TaskerError} `TK511` when the circuit is open.
   */
  enter(): Ticket {
    const { circuit, ticket, retryAfterMs } = admit(this.#circuit, this.#policy, this.#now());
    this.#become(circuit);
    if (ticket === undefined) {
      this.#counters.rejections += 1;
      METRICS.circuitRejections.of(this.name).add();
      throw new TaskerError(
        "TK511",
        `Cannot call "${this.name}": its circuit is open after too many failures`,
        {
          hint: "Try again after the seconds that Retry-After says.",
          retryAfterSeconds: Math.max(Math.ceil(retryAfterMs / 1000), 1),
        },
      );
    }
    this.#counters.calls += 1;
    return ticket;
  }

  /**
   * Says what a call came to.
   *
   * @param ticket What {@linkcode Breaker.enter} gave.
   * @param error What the call threw; none when it went well.
   */
  leave(ticket: Ticket, error?: unknown): void {
    const isFailure = error !== undefined && this.#isFailure(error);
    this.#counters[isFailure ? "failures" : "successes"] += 1;
    this.#become(settle(this.#circuit, this.#policy, ticket, isFailure, this.#now()));
  }

  #become(circuit: Circuit): void {
    const { state } = this.#circuit;
    this.#circuit = circuit;
    if (circuit.state === state) return;
    METRICS.circuitTransitions.of(this.name, circuit.state).add();
    const properties = { circuit: this.name, openMs: this.#policy.openMs };
    if (circuit.state === "closed") log.info("The circuit before {circuit} is closed again", properties);
    else if (state === "closed") log.warn("The circuit before {circuit} opened for {openMs} ms", properties);
  }
}
