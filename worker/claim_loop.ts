import { Bell } from "./bell.ts";
import { workerLog } from "./log.ts";
import { errorDelayMs, pause } from "./outage.ts";
import type { Offer } from "./transport.ts";

/**
 * Waits of a worker that has just become idle, in milliseconds: a step that became ready at that very moment may have
 * been announced to nobody. Then it polls at its interval.
 */
const FIRST_WAITS_MS = [5, 25, 125, 625];

/** How many poll intervals an idle worker waits that is told of ready steps anyway. */
const MOST_STRETCH = 5;

/** Share of a wait that is left to chance, so that many workers do not poll together. */
const JITTER = 0.2;

/** Options for {@linkcode ClaimLoop}. */
export interface ClaimLoopOptions {
  /** How many steps to claim now; 0 for none. */
  readonly room: () => number;
  /** Claims steps and starts them. */
  readonly claim: (limit: number) => Promise<Offer>;
  /** Asks for notifications; gives false when none will come. */
  readonly askForNotifications: () => Promise<boolean>;
  /** Takes that back, because there is work. */
  readonly declineNotifications: () => void;
  /** Told of an error of a claim; the loop tries again by itself. */
  readonly onError: (error: unknown) => void;
  /** Told when it begins to wait. */
  readonly onIdle: () => void;
  /** Time between polls when idle, in milliseconds. */
  readonly pollIntervalMs: number;
}

/** Claims steps while there are some; else waits for a notification, and polls in case none came. */
export class ClaimLoop {
  readonly #options: ClaimLoopOptions;
  /** Rung by notifications. */
  readonly #work = new Bell();
  /** Rung when there may be room again. */
  readonly #room = new Bell();
  #stopped = new AbortController();
  #run: Promise<void> = Promise.resolve();
  #isAsking = false;
  #emptyClaims = 0;
  #failures = 0;

  /** Makes a loop. */
  constructor(options: ClaimLoopOptions) {
    this.#options = options;
  }

  /** Begins to claim. */
  start(): void {
    this.#run = this.#loop(this.#stopped.signal);
  }

  /** Claims no more; resolves when the claim under way is over. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#work.ring();
    this.#room.ring();
    await this.#run;
  }

  /** Says that there may be steps. */
  nudge(): void {
    this.#work.ring();
  }

  /** Says that there may be room. */
  roomChanged(): void {
    if (this.#room.isAwaited && this.#options.room() > 0) this.#room.ring();
  }

  /** Says that the session that asked for notifications is gone, and whatever was sent to it. */
  notificationsLost(): void {
    this.#isAsking = false;
    this.#emptyClaims = 0;
    this.#work.ring();
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const limit = this.#options.room();
      if (limit === 0) {
        this.#room.clear();
        await this.#room.wait();
        continue;
      }
      this.#work.clear();
      const offer = await this.#claim(limit, signal);
      if (offer === undefined) continue;
      if (offer.claims.length > 0 && !this.#isAsking) this.#emptyClaims = 0;
      if (offer.isMore) this.#decline();
      else await this.#rest(signal);
    }
  }

  async #claim(limit: number, signal: AbortSignal): Promise<Offer | undefined> {
    try {
      const offer = await this.#options.claim(limit);
      this.#failures = 0;
      return offer;
    } catch (error) {
      this.#failures += 1;
      workerLog.error("Cannot claim steps, trying again: {error}", { error });
      this.#options.onError(error);
      await pause(errorDelayMs(this.#failures), signal);
      return undefined;
    }
  }

  /** Has found less than it wanted: asks for notifications and looks once more before it waits for one. */
  async #rest(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (!this.#isAsking && await this.#options.askForNotifications()) {
      this.#isAsking = true;
      this.#emptyClaims = 0;
      return;
    }
    const wait = this.#waitMs();
    this.#emptyClaims += 1;
    this.#options.onIdle();
    await this.#work.wait(wait * (1 + JITTER * (Math.random() - 0.5)));
  }

  /** Short at first; then the poll interval, and while notifications come through, up to five times that. */
  #waitMs(): number {
    const { pollIntervalMs } = this.#options;
    const polls = this.#emptyClaims - FIRST_WAITS_MS.length;
    const first = FIRST_WAITS_MS[this.#emptyClaims];
    if (first !== undefined) return Math.min(first, pollIntervalMs);
    return pollIntervalMs * (this.#isAsking ? Math.min(polls + 1, MOST_STRETCH) : 1);
  }

  #decline(): void {
    this.#emptyClaims = 0;
    if (!this.#isAsking) return;
    this.#isAsking = false;
    this.#options.declineNotifications();
  }
}
