/** Where a worker is in its life. */
export type WorkerState = "stopped" | "starting" | "running" | "stopping";

/** What a worker does at a moment; plain JSON. */
export interface WorkerStatus {
  /** UUID of this run; `null` before the first. */
  readonly uuid: string | null;
  /** Where it is in its life. */
  readonly state: WorkerState;
  /** Namespaces it serves. */
  readonly namespaces: readonly string[];
  /** Handlers that may run at once. */
  readonly slots: number;
  /** Handlers that run. */
  readonly running: number;
  /** Claimed steps that wait for a slot. */
  readonly waiting: number;
  /** Results that the database does not have yet. */
  readonly unrecorded: number;
  /** Steps claimed since the start. */
  readonly claimedCount: number;
  /** Attempts that ended well since the start. */
  readonly succeededCount: number;
  /** Attempts that failed or were given up since the start. */
  readonly failedCount: number;
  /** Whether notifications come through; else it polls. */
  readonly isListening: boolean;
  /** How long its leases still hold, in milliseconds; 0 when they have run out. */
  readonly leasedForMs: number;
}
