import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "./call.ts";

/** What an orchestrator has to do and when: milliseconds from now, 0 or less for now, null for nothing. */
export interface Agenda {
  /** The next timer. */
  readonly timersDueMs: number | null;
  /** The next worker to be taken for dead unless it sends a heartbeat. */
  readonly leasesDueMs: number | null;
  /** The next visible message on `orchestration_task_requests`. */
  readonly taskRequestsDueMs: number | null;
  /** The next visible message on `orchestration_step_results`. */
  readonly stepResultsDueMs: number | null;
  /** The next visible message on `orchestration_task_finalization`. */
  readonly finalizationsDueMs: number | null;
  /** The next look for stale tasks. */
  readonly detectionDueMs: number | null;
  /** The next look for what was kept long enough. */
  readonly retentionDueMs: number | null;
  /** The next time to sum up the history. */
  readonly rollupDueMs: number | null;
  /** Steps are queued or run, so more is about to come. */
  readonly isBusy: boolean;
  /** Some of them no worker has claimed. */
  readonly isWaiting: boolean;
}

/**
 * Looks at what there is to do. Cheap: for several times a second.
 * Source: `sql/functions/recovery/get_agenda.sql`.
 *
 * @param sql Connection or transaction to call on.
 */
export async function getAgenda(sql: Queryable): Promise<Agenda> {
  return only(
    await call(sql)<Agenda>`
      select extract(epoch from a.timers_due_in)::float8 * 1000        as "timersDueMs",
             extract(epoch from a.leases_due_in)::float8 * 1000        as "leasesDueMs",
             extract(epoch from a.task_requests_due_in)::float8 * 1000 as "taskRequestsDueMs",
             extract(epoch from a.step_results_due_in)::float8 * 1000  as "stepResultsDueMs",
             extract(epoch from a.finalizations_due_in)::float8 * 1000 as "finalizationsDueMs",
             extract(epoch from a.detection_due_in)::float8 * 1000     as "detectionDueMs",
             extract(epoch from a.retention_due_in)::float8 * 1000     as "retentionDueMs",
             extract(epoch from a.rollup_due_in)::float8 * 1000        as "rollupDueMs",
             a.is_busy    as "isBusy",
             a.is_waiting as "isWaiting"
        from tasker_v1.get_agenda() a`,
  );
}
