import type { BlockingSession } from "./_blocking_sessions.ts";

export type { BlockingSession };

/** Thrown when a migration did not get its locks in time: others hold them. Nothing was changed. */
export class MigrationBlockedError extends Error {
  /** Who held locks on tasker's tables at the end, the longest first. */
  readonly sessions: readonly BlockingSession[];

  /**
   * Makes an error.
   *
   * @param sessions Who held locks.
   * @param options The refusal of the last try.
   */
  constructor(sessions: readonly BlockingSession[], options: ErrorOptions) {
    const named = sessions.map(({ pid, applicationName, state, openSeconds }) =>
      `pid ${pid} (${applicationName || "no name"}, ${state}, for ${openSeconds.toFixed(0)} s)`
    );
    super(
      "Cannot migrate: other sessions hold locks on tasker's tables" +
        (named.length > 0 ? `: ${named.join("; ")}` : ""),
      options,
    );
    this.name = "MigrationBlockedError";
    this.sessions = sessions;
  }
}
