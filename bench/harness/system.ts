import type { Observer } from "./observer.ts";
import type { Shape } from "./shapes.ts";

/** Settings of a run by name, as the matrix gives them. */
export type Variant = Readonly<Record<string, string | number | boolean>>;

/** What a system is set up with. */
export interface Setup {
  /** An empty database of its own. */
  readonly url: string;
  /** What its workflows look like. */
  readonly shape: Shape;
  /** How it is set. */
  readonly variant: Variant;
  /** The connection that decides when something is complete. */
  readonly observer: Observer;
}

/** An engine to measure. */
export interface System {
  /** Installs it in an empty database and gets it ready to take work. */
  readonly prepare: (setup: Setup) => Promise<Session>;
}

/** An installed engine. Workflows are numbered from 0 by whoever creates them; negative ones warm it up. */
export interface Session {
  /** Its settings in words. */
  readonly settings: string;
  /** How often `onCall` is called for each workflow. */
  readonly callsPerTask: number;
  /** Creates workflows by the fastest way it documents. */
  readonly enqueue?: (first: number, count: number) => Promise<unknown>;
  /** Creates one workflow as a request would, and gives what `awaitOne` takes. */
  readonly submit?: (index: number) => Promise<string>;
  /** Starts one worker; every handler calls `onCall` with the number of its workflow, and does nothing else. */
  readonly work: (onCall: (index: number) => void) => Promise<void>;
  /** Waits until the observer sees that a workflow is complete. */
  readonly awaitOne?: (id: string) => Promise<void>;
  /** Waits until the observer sees that everything is complete. */
  readonly awaitAll: (count: number) => Promise<void>;
}

/** A setting that is a number. */
export function numberOf(variant: Variant, name: string, fallback: number): number {
  return Number(variant[name] ?? fallback);
}
