import { markWorkerBusy } from "../orchestration/calls/mark_worker_busy.ts";
import { markWorkerIdle } from "../orchestration/calls/mark_worker_idle.ts";
import type { Listener } from "../sql/listener.ts";
import { workerLog } from "./log.ts";
import { answered, isOutage } from "./outage.ts";

/** Says on the session that listens whether a worker waits for steps: only those who wait are notified. */
export class Idleness {
  readonly #listener: Listener;
  readonly #deadlineMs: number;

  /**
   * Makes it; nothing is said yet.
   *
   * @param listener Whose session carries the word; it is gone with the session.
   * @param deadlineMs How long an answer may take, in milliseconds.
   */
  constructor(listener: Listener, deadlineMs: number) {
    this.#listener = listener;
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Says that the worker waits for steps.
   *
   * @param namespaces Whose steps.
   * @returns Whether it will be notified.
   */
  async announce(namespaces: readonly string[]): Promise<boolean> {
    const { session } = this.#listener;
    if (session === undefined) return false;
    try {
      await answered(markWorkerIdle(session, namespaces), this.#deadlineMs);
      return this.#listener.session === session;
    } catch (error) {
      if (isOutage(error)) this.#listener.lose(session);
      workerLog.warn("Cannot ask for notifications: {error}", { error });
      return false;
    }
  }

  /** Says that the worker does not wait any more. */
  withdraw(): void {
    const { session } = this.#listener;
    if (session === undefined) return;
    markWorkerBusy(session).catch((error) =>
      workerLog.warn("Cannot decline notifications: {error}", { error })
    );
  }
}
