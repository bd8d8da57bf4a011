import type { JsonObject } from "./json.ts";

/** A worker as people see it. */
export interface WorkerView {
  /** The worker. */
  readonly workerUuid: string;
  /** Whose steps it claims. */
  readonly namespaces: readonly string[];
  /** Callables it can run; null means any. */
  readonly handlers: readonly string[] | null;
  /** What it said of itself. */
  readonly info: JsonObject;
  /** `running`, `stopped` or `dead`. */
  readonly state: "running" | "stopped" | "dead";
  /** Whether it runs and was heard of while its leases hold. */
  readonly isAlive: boolean;
  /** Steps it holds. */
  readonly stepsCount: number;
  /** When it registered. */
  readonly registeredAt: string;
  /** When it was last heard of. */
  readonly heartbeatAt: string;
  /** Until when its leases hold. */
  readonly leasedUntil: string;
}
