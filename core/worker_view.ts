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

/** A worker in full. Source: `sql/functions/workers/get_worker.sql`. */
export interface WorkerDetail extends WorkerView {
  /** Since it registered; of one that is gone, until it was last heard of. */
  readonly uptimeSeconds: number;
  /** What it holds now. */
  readonly steps: readonly HeldStep[];
}

/** A step that a worker holds. */
export interface HeldStep {
  /** The step. */
  readonly stepUuid: string;
  /** Its task. */
  readonly taskUuid: string;
  /** Namespace of its template. */
  readonly namespace: string;
  /** Name of its template. */
  readonly taskName: string;
  /** Its name. */
  readonly stepName: string;
  /** Which attempt. */
  readonly attempt: number;
  /** Until when it holds it: ISO 8601. */
  readonly leasedUntil: string;
}

/** A callable that templates name. Source: `sql/functions/templates/list_handlers.sql`. */
export interface HandlerView {
  /** The namespace. */
  readonly namespace: string;
  /** Its name. */
  readonly callable: string;
  /** The steps that name it. */
  readonly steps: readonly {
    readonly taskName: string;
    readonly version: string;
    readonly stepName: string;
  }[];
  /** Live workers of the namespace that have it. */
  readonly workersCount: number;
}
