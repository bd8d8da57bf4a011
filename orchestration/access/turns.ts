import { TaskerError } from "../../core/errors.ts";

/** Seconds after which whoever found too many waiting may come again. */
const RETRY_SECONDS = 5;

/** Lets a few do some heavy work at once, others wait for their turn, and sends away whoever finds too many waiting. */
export class Turns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #what: string;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  /**
   * Makes it.
   *
   * @param atOnce How many may work at the same time, 1 or more.
   * @param mostWaiting How many may wait.
   * @param what What cannot be done when too many wait: "look at the password".
   */
  constructor(atOnce: number, mostWaiting: number, what: string) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
    this.#what = what;
  }

  /**
   * Does some work in its turn.
   *
   * @throws {TaskerError} `TK510` when too many wait.
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working < this.#atOnce) this.#working += 1;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next(); // its place is taken over
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) {
      throw new TaskerError("TK510", `Cannot ${this.#what}: too many others wait for their turn`, {
        hint: "Try again after the seconds that Retry-After says.",
        retryAfterSeconds: RETRY_SECONDS,
      });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
