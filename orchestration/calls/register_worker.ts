import type { JsonObject } from "../../core/json.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call } from "./call.ts";

/** What a worker says of itself. */
export interface WorkerRegistration {
  /** UUID of the worker; a new one for each process. */
  readonly workerUuid: string;
  /** Whose steps it claims. */
  readonly namespaces: readonly string[];
  /** Callables it can run; `null` means any. */
  readonly handlers: readonly string[] | null;
  /** Host, version and the like, for people. */
  readonly info: JsonObject;
}

/**
 * Makes a worker known, and wakes steps that waited for one of its handlers. Calling it again renews what it serves.
 * Source: `sql/functions/workers/register_worker.sql`.
 *
 * @param sql Connection or transaction to call on.
 * @param worker What it says of itself.
 */
export async function registerWorker(sql: Queryable, worker: WorkerRegistration): Promise<void> {
  await call(sql)`
    select tasker_v1.register_worker(${worker.workerUuid}, ${worker.namespaces as string[]}::text[],
                                     ${worker.handlers as string[] | null}::text[], ${
    JSON.stringify(worker.info)
  }::text::jsonb)`;
}
