import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { OrchestrationConfig } from "../config/components/orchestration.ts";
import { announceWaitingSteps } from "./calls/announce_waiting_steps.ts";
import { deferUnservedSteps } from "./calls/defer_unserved_steps.ts";
import { ensurePartitions } from "./calls/ensure_partitions.ts";
import { pruneRecovery } from "./calls/prune_recovery.ts";
import { recheckTasks } from "./calls/recheck_tasks.ts";
import { recoverExpiredLeases } from "./calls/recover_expired_leases.ts";
import { recoverStrandedTasks } from "./calls/recover_stranded_tasks.ts";
import { runRetention } from "./calls/run_retention.ts";
import { runRollup } from "./calls/run_rollup.ts";
import { runStalenessDetection } from "./calls/run_staleness_detection.ts";
import { wakeTimers } from "./calls/wake_timers.ts";
import { Loop } from "../core/loop.ts";

const log = getLogger(["tasker", "orchestration", "staleness"]);

/** A thorough look at everything is this many times rarer than a look for ready tasks. */
const SWEEP_STRETCH = 12;

/** Tasks for each reason that one look for stale tasks takes, where the configuration does not say. */
const DETECTION_BATCH = 100;

/** Time between two summings up of a history that has more than one takes. */
const ROLLUP_MS = 1_000;

/** Tasks that one look for stranded ones examines. */
const STRANDED_WINDOW = 5_000;

/** Time between looks at the partitions of the history. */
const HOUR_MS = 3_600_000;

/** What orchestrators repeat besides reading queues. None holds a rule: each calls SQL until it has no more to do. */
export interface Loops {
  /** Wakes timers; sleeps until nudged. */
  readonly timers: Loop;
  /** Takes back steps whose lease is over; sleeps until nudged. */
  readonly leases: Loop;
  /** Announces steps that nobody claims, and sets aside those that nobody can run; sleeps until nudged. */
  readonly waiting: Loop;
  /** Looks after what no other loop sees, now and then. */
  readonly sweep: Loop;
  /** Looks for tasks that stopped moving; sleeps until nudged. */
  readonly detection: Loop;
  /** Removes what was kept long enough; sleeps until nudged. */
  readonly retention: Loop;
  /** Sums up the history; sleeps until nudged. */
  readonly rollup: Loop;
  /** Makes the partitions of the weeks ahead and removes old recovery events and workers, once an hour. */
  readonly partitions: Loop;
}

/**
 * Makes the loops.
 *
 * @param sql Pool to call on.
 * @param patient Session for what may take minutes.
 * @param config How often, how much at once.
 * @param detectionBatch Tasks for each reason that one look for stale tasks takes.
 */
export function makeLoops(
  sql: Sql,
  patient: Sql,
  config: OrchestrationConfig,
  detectionBatch: number = DETECTION_BATCH,
): Loops {
  const { batch, poll } = config;
  return {
    timers: new Loop({
      name: "timers",
      jitter: 0,
      turn: async () => await wakeTimers(sql, batch.timers) >= batch.timers ? 0 : Infinity,
    }),
    leases: new Loop({
      name: "leases",
      turn: async () => {
        const { requeued, failed } = await recoverExpiredLeases(sql, { limit: batch.leases });
        return requeued + failed >= batch.leases ? 0 : Infinity;
      },
    }),
    waiting: new Loop({
      name: "waiting",
      turn: async () => {
        const deferred = await deferUnservedSteps(sql, batch.readiness);
        await announceWaitingSteps(sql, batch.readiness);
        return deferred >= batch.readiness ? 0 : Infinity;
      },
    }),
    sweep: new Loop({
      name: "sweep",
      turn: async () => {
        const rechecked = await recheckTasks(sql, batch.readiness);
        const { requeued, failed } = await recoverExpiredLeases(sql, {
          limit: batch.leases,
          isThorough: true,
        });
        const { mended } = await recoverStrandedTasks(sql, STRANDED_WINDOW);
        const remains = rechecked >= batch.readiness || requeued + failed >= batch.leases || mended > 0;
        return remains ? 0 : poll.readinessMs * SWEEP_STRETCH;
      },
    }),
    detection: new Loop({
      name: "detection",
      turn: async () => {
        const detected = await runStalenessDetection(sql, detectionBatch);
        for (const { dlqReason, tasksCount } of detected.filter(({ isDry }) => isDry)) {
          log.info("Would look after {count} tasks for {reason}: upkeep.staleness.dry_run is on", {
            count: tasksCount,
            reason: dlqReason,
          });
        }
        return detected.some(({ isDry, tasksCount }) => !isDry && tasksCount >= detectionBatch)
          ? 0
          : Infinity;
      },
    }),
    retention: new Loop({
      name: "retention",
      turn: async () => (await runRetention(sql)).hasMore ? 0 : Infinity,
    }),
    rollup: new Loop({
      name: "rollup",
      turn: async () => await runRollup(patient) ? ROLLUP_MS : Infinity,
    }),
    partitions: new Loop({
      name: "partitions",
      turn: async () => {
        await ensurePartitions(sql);
        await pruneRecovery(sql);
        return HOUR_MS;
      },
    }),
  };
}
