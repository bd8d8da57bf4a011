/** How long a claimed step may wait for its handler, as a rule, in milliseconds. */
const HORIZON_MS = 50;

/** Most steps that are held because handlers end at once, running ones included. */
const MAX_HELD = 2000;

/**
 * Most steps of one claim. Claims run beside completions of what was claimed before; with a claim of everything that there is
 * room for, each waits for the other (`bench/NOTES.md`).
 */
const MAX_CLAIM = 700;

/** What a worker holds at a moment. */
export interface Load {
  /** Claimed steps that no handler runs yet. */
  readonly waiting: number;
  /** Handlers that run. */
  readonly running: number;
  /** Results that the database does not have yet. */
  readonly unrecorded: number;
  /** Steps that such results will bring along, as a rule. */
  readonly expecting: number;
}

/**
 * Says how many steps to claim: enough that no slot waits, not so many that steps wait here while another worker
 * could run them. Handlers that take their time get what is configured; the faster they end, the more is claimed at
 * once, up to 2,000 steps.
 */
export class Appetite {
  readonly #slots: number;
  readonly #leastAhead: number;
  #ahead: number;
  #finishedBefore = 0;
  #sampledAtMs: number;

  /**
   * Makes an appetite.
   *
   * @param slots Handlers that may run at once.
   * @param bufferSize Steps to hold when handlers take their time, running ones included.
   */
  constructor(slots: number, bufferSize: number) {
    this.#slots = slots;
    this.#leastAhead = bufferSize - slots;
    this.#ahead = this.#leastAhead;
    this.#sampledAtMs = performance.now();
  }

  /** Steps held when full, running ones included. */
  get capacity(): number {
    return this.#slots + this.#ahead;
  }

  /**
   * Tells how many steps to claim now, up to 700; 0 for none. A claim costs a round trip, so a worker that is not short of steps
   * waits until a quarter of its room is free. A step that comes along with a result costs less than one that is claimed,
   * so there must be room left for it.
   */
  room({ waiting, running, unrecorded, expecting }: Load): number {
    if (unrecorded > Math.max(4 * this.capacity, 100)) return 0;
    const room = this.capacity - waiting - running - expecting;
    const isStarving = waiting === 0 && running < this.#slots;
    return isStarving || room * 4 >= this.capacity ? Math.min(Math.max(room, 0), MAX_CLAIM) : 0;
  }

  /**
   * Learns how fast handlers end.
   *
   * @param finished Attempts that ended since the start.
   */
  sample(finished: number): void {
    const nowMs = performance.now();
    const elapsedMs = Math.max(nowMs - this.#sampledAtMs, 1);
    const expected = Math.round((finished - this.#finishedBefore) / elapsedMs * HORIZON_MS);
    this.#ahead = Math.max(Math.min(expected, MAX_HELD - this.#slots), this.#leastAhead);
    this.#finishedBefore = finished;
    this.#sampledAtMs = nowMs;
  }

  /** How many waiting steps are more than its handlers will get to soon. */
  surplus({ waiting }: Load): number {
    return Math.max(waiting - Math.max(this.#ahead, this.#slots), 0);
  }
}
