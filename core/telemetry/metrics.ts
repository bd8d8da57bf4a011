import { CounterFamily, type Family, HistogramFamily } from "./meters.ts";

const ALL: (CounterFamily | HistogramFamily)[] = [];

function counter(name: string, help: string, labels: readonly string[] = []): CounterFamily {
  const made = new CounterFamily({ name, help, labels });
  ALL.push(made);
  return made;
}

function durations(name: string, help: string, labels: readonly string[] = []): HistogramFamily {
  const made = new HistogramFamily({ name, help, labels, unit: "s" });
  ALL.push(made);
  return made;
}

const STEP = ["namespace", "task", "step"];

/**
 * What every process of tasker counts. Names follow tasker-core's where the thing exists here; labels are names that
 * templates, routes and the code itself have, never ids.
 */
export const METRICS = {
  /** Tasks that this process created. */
  tasksRequested: counter("tasker.tasks.requests", "Tasks created by this process", ["namespace", "task"]),
  /** Steps that its workers claimed. */
  stepsClaimed: counter("tasker.steps.claimed", "Steps claimed by this process's workers", ["namespace"]),
  /** Attempts that began. */
  executions: counter("tasker.steps.executions", "Attempts that began", STEP),
  /** Attempts that ended well. */
  successes: counter("tasker.steps.successes", "Attempts that ended well", STEP),
  /** Attempts that did not. */
  failures: counter("tasker.steps.failures", "Attempts that failed or were given up, by why", [
    ...STEP,
    "error_type",
  ]),
  /** How long handlers ran. */
  executionDuration: durations("tasker.step.execution.duration", "How long attempts took", STEP),
  /** Steps that no handler was known for. */
  deferred: counter("tasker.steps.deferred", "Steps put off because no handler is known"),
  /** Results that the database has. */
  resultsSubmitted: counter("tasker.steps.results_submitted", "Results recorded by this process's workers"),
  /** How long a claim's statement took. */
  claimDuration: durations("tasker.step.claim.duration", "How long statements that claim steps took"),
  /** How long a completion's statement took. */
  submissionDuration: durations(
    "tasker.step_result.submission.duration",
    "How long statements that record results took",
  ),
  /** Statements of a worker that failed. */
  workerErrors: counter("tasker.worker.errors", "Statements of workers that failed and are tried again", [
    "statement",
  ]),
  /** Heartbeats that renewed the leases. */
  heartbeats: counter("tasker.worker.heartbeats", "Heartbeats that renewed all leases of a worker"),
  /** Parked results that an orchestrator recorded. */
  resultsProcessed: counter(
    "tasker.step_results.processed",
    "Parked results recorded by orchestrators (completion queued)",
  ),
  /** Finalizations that an orchestrator decided. */
  finalizations: counter("tasker.tasks.finalizations", "Finalizations decided by orchestrators"),
  /** Commands and messages that failed. */
  commandErrors: counter("tasker.commands.errors", "Commands and messages of orchestrators that failed"),
  /** Messages given up as poison. */
  messagesArchived: counter("tasker.messages.archived", "Messages given up as poison"),
  /** Turns of an orchestrator's loops. */
  loopTurns: counter("tasker.loop.turns", "Turns of the loops", ["loop"]),
  /** Turns that failed. */
  loopErrors: counter("tasker.loop.errors", "Turns of the loops that failed", ["loop"]),
  /** How long turns took. */
  loopDuration: durations("tasker.loop.turn.duration", "How long turns of the loops took", ["loop"]),
  /** HTTP requests. */
  requests: counter("tasker.api.requests", "HTTP requests answered", ["method", "route", "status"]),
  /** How long HTTP requests took. */
  requestDuration: durations("tasker.api.request.duration", "How long HTTP requests took", [
    "method",
    "route",
  ]),
  /** How long calls of the door took. */
  callDuration: durations("tasker.sql.query.duration", "How long calls of the door's functions took", [
    "function",
  ]),
  /** Calls of the door that failed. */
  callErrors: counter("tasker.sql.errors", "Calls of the door's functions that failed, by SQLSTATE", [
    "function",
    "code",
  ]),
  /** Changes of a circuit breaker. */
  circuitTransitions: counter(
    "tasker.circuit.transitions",
    "Changes of circuit breakers, by the state reached",
    [
      "circuit",
      "state",
    ],
  ),
  /** Calls that an open circuit breaker refused. */
  circuitRejections: counter("tasker.circuit.rejections", "Calls refused by an open circuit", ["circuit"]),
  /** Work refused because there is too much of it already. */
  refusals: counter(
    "tasker.backpressure.refusals",
    "Calls refused because of too much work, by what is full",
    [
      "reason",
    ],
  ),
  /** Calls that access control did not let in. */
  accessRefusals: counter(
    "tasker.auth.refusals",
    "Calls not let in: missing or invalid credential, wrong password, forbidden, out_of_reach, guessing",
    ["kind"],
  ),
  /** Calls of callers who call too often. */
  rateLimited: counter("tasker.api.rate_limited", "Calls refused because one caller calls too often", [
    "caller",
  ]),
  /** Answers that a cache had. */
  cacheHits: counter("tasker.cache.hits", "Questions that a cache answered", ["cache"]),
  /** Answers that a cache did not have. */
  cacheMisses: counter("tasker.cache.misses", "Questions that a cache had to pass on", ["cache"]),
  /** Answers that a cache dropped for room. */
  cacheEvictions: counter("tasker.cache.evictions", "Answers dropped to make room", ["cache"]),
  /** Answers that a cache dropped because something changed. */
  cacheInvalidations: counter("tasker.cache.invalidations", "Times that a cache was told of a change", [
    "cache",
  ]),
  /** Events that clients were sent. */
  liveEvents: counter("tasker.live.events", "Events sent to clients that follow them"),
  /** Clients that did not keep up. */
  liveCuts: counter("tasker.live.cuts", "Clients cut off because they did not keep up with the events"),
  /** Lines logged. */
  logRecords: counter("tasker.log.records", "Lines logged, by level", ["level"]),
} as const;

/** Every family that the process keeps. */
export function processFamilies(): readonly (CounterFamily | HistogramFamily)[] {
  return ALL;
}

/**
 * The name that Prometheus knows a family by: dots become underscores, units and `total` are appended.
 *
 * @param family The family.
 * @param kind What it consists of.
 */
export function prometheusName({ name, unit }: Family, kind: "counter" | "gauge" | "histogram"): string {
  const base = name.replaceAll(".", "_") + (unit === undefined ? "" : unit === "s" ? "_seconds" : "_bytes");
  return kind === "counter" ? `${base}_total` : base;
}
