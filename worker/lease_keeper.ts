import { TaskerError } from "../core/errors.ts";
import { Bell } from "./bell.ts";
import { workerLog } from "./log.ts";
import { errorDelayMs } from "./outage.ts";

/** Share of the time between heartbeats that is left to chance. */
const JITTER = 0.2;

/** Options for {@linkcode LeaseKeeper}. */
export interface LeaseKeeperOptions {
  /** Renews the leases and gives the steps to abort. */
  readonly heartbeat: () => Promise<readonly string[]>;
  /** Makes the worker known again, when the database has forgotten it. */
  readonly register: () => Promise<void>;
  /** Aborts an attempt; false when the worker does not hold the step (yet: its claim may be on the way). */
  readonly abort: (stepUuid: string) => boolean;
  /** Told when the leases ran out before they could be renewed: others may run the steps now. */
  readonly onLost: () => void;
  /** Told after each renewal, and how many there have been. */
  readonly onRenewed: (count: number) => void;
  /** Length of the leases, in milliseconds. */
  readonly leaseMs: number;
  /** Time between heartbeats, in milliseconds. */
  readonly intervalMs: number;
}

/** Renews all leases of a worker by one statement now and then, and notices when that failed for too long. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #bell = new Bell();
  #run: Promise<void> = Promise.resolve();
  #isStopped = false;
  #leasedUntilMs = -Infinity;
  /** Told once more by the next heartbeat: by then the worker may hold another attempt of the step. */
  #abortedBefore: ReadonlySet<string> = new Set();
  #isLost = false;
  #failures = 0;
  #renewals = 0;

  /** Makes a keeper. */
  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** How long the leases still hold, in milliseconds; 0 or less: they have run out. */
  get leasedForMs(): number {
    return this.#leasedUntilMs - performance.now();
  }

  /** Renews for the first time, then keeps on. */
  async start(): Promise<void> {
    await this.#renew();
    this.#run = this.#loop();
  }

  /** Renews no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#bell.ring();
    await this.#run;
  }

  /** Renews at once: there may be something to abort. */
  beat(): void {
    this.#bell.ring();
  }

  async #loop(): Promise<void> {
    while (true) {
      await this.#bell.wait(this.#waitMs());
      if (this.#isStopped) return;
      this.#noticeLoss();
      try {
        await this.#renew();
        this.#failures = 0;
      } catch (error) {
        this.#failures += 1;
        workerLog.error("Cannot renew the leases, trying again: {error}", { error });
        if (error instanceof TaskerError && error.code === "TK104") await this.#registerAgain();
      }
    }
  }

  /** After errors sooner than usual, and no later than when the leases run out. */
  #waitMs(): number {
    const usualMs = this.#options.intervalMs * (1 - JITTER * Math.random());
    const soonerMs = this.#failures > 0 ? Math.min(errorDelayMs(this.#failures), usualMs) : usualMs;
    return this.leasedForMs > 0 ? Math.min(soonerMs, this.leasedForMs) : soonerMs;
  }

  async #renew(): Promise<void> {
    const sentAtMs = performance.now();
    const aborted = await this.#options.heartbeat();
    this.#leasedUntilMs = sentAtMs + this.#options.leaseMs;
    this.#isLost = false;
    const before = this.#abortedBefore;
    this.#abortedBefore = new Set(
      aborted.filter((stepUuid) => before.has(stepUuid) || this.#options.abort(stepUuid)),
    );
    this.#renewals += 1;
    this.#options.onRenewed(this.#renewals);
  }

  #noticeLoss(): void {
    if (this.#isLost || this.leasedForMs > 0) return;
    this.#isLost = true;
    workerLog.error("The leases have run out before they could be renewed");
    this.#options.onLost();
  }

  async #registerAgain(): Promise<void> {
    try {
      await this.#options.register();
    } catch (error) {
      workerLog.error("Cannot register again: {error}", { error });
    }
  }
}
