import type { Observer } from "../harness/observer.ts";
import type { Outcome, Run } from "../harness/measurement.ts";

/** What a workload of its own is given. */
export interface WorkloadSetup {
  /** An empty database. */
  readonly url: string;
  /** What to run. */
  readonly run: Run;
  /** Looks into the database from outside. */
  readonly observer: Observer;
}

/** Something to measure that is neither a drain nor a latency. */
export interface Workload {
  /** Measures it. */
  readonly measure: (setup: WorkloadSetup) => Promise<Outcome>;
}
