import type { Run } from "./harness/measurement.ts";
import type { ShapeName } from "./harness/shapes.ts";
import type { Variant } from "./harness/system.ts";

/** What a whole bench is made of. */
export interface MatrixOptions {
  /** Systems to compare with. */
  readonly peers: readonly string[];
  /** Share of the usual sizes, 1 for all of it: smaller ones prove that the bench runs, not how fast anything is. */
  readonly scale: number;
  /** How long W9 holds its transaction, in seconds. */
  readonly heldSeconds: number;
  /** How long W8 counts, in seconds. */
  readonly idleSeconds: number;
}

/** Settings that a peer documents as its fastest for many jobs. */
const FAST_GRAPHILE: Variant = { batched: true, chunk: 1_000_000 };
const FAST_PG_BOSS: Variant = { batch: 1000, chunk: 1_000_000 };
const DRIVEN_PG_BOSS: Variant = { driven: true, fetchers: 2, batch: 50, chunk: 1, callers: 10 };
const FAST_DBOS: Variant = { slots: 50, pollMs: 2, callers: 50, chunk: 1 };
/** Whoever creates the work runs it. */
const DIRECT: Variant = { direct: true };
const FAST_BULLMQ: Variant = { slots: 50 };
const ON_REDIS: Variant = { redis: true };
const TASKER: Variant = { callers: 2 };

/** Every run of the bench, in the order they are made. */
export function matrix(options: MatrixOptions): Run[] {
  const all = [...singles(), ...chains(), ...graphs(), ...big(), ...alone(options)];
  const present = new Set(["tasker", ...options.peers]);
  return all
    .filter(({ system, variant }) =>
      present.has(system) && (variant.redis !== true || Deno.env.has("REDIS_URL"))
    )
    .map((run) => scaled(run, options.scale));
}

/** W1 and W2: jobs of one step. */
function singles(): Run[] {
  const drained = (system: string, count: number, variant: Variant = {}) =>
    drain("W1", system, "single", count, variant);
  const timed = (system: string, variant: Variant = {}, count = 300) =>
    latency("W2", system, "single", count, variant);
  return [
    drained("tasker", 100_000, TASKER),
    drained("graphile_worker", 100_000, FAST_GRAPHILE),
    drained("pg_boss", 100_000, FAST_PG_BOSS),
    drained("tasker", 10_000, TASKER),
    drained("tasker", 10_000, { ...TASKER, slots: 50 }),
    drained("graphile_worker", 10_000, FAST_GRAPHILE),
    drained("graphile_worker", 10_000, { chunk: 1_000_000 }),
    drained("pg_boss", 10_000, { batch: 50, chunk: 1_000_000 }),
    drained("pg_boss", 50, { defaults: true, fetchers: 10 }),
    drained("dbos", 10_000, FAST_DBOS),
    drained("bullmq", 10_000, FAST_BULLMQ),
    drained("bullmq", 100_000, { ...FAST_BULLMQ, ...ON_REDIS }),
    drained("absurd", 10_000, { slots: 50 }),
    drained("pgflow", 10_000, { chunk: 500 }),
    timed("tasker", DIRECT),
    timed("tasker"),
    timed("graphile_worker"),
    timed("graphile_worker", FAST_GRAPHILE),
    timed("pg_boss", { notify: true, fetchers: 10 }),
    timed("dbos", DIRECT),
    timed("dbos", {}, 100),
    timed("bullmq"),
    timed("bullmq", ON_REDIS),
    timed("absurd"),
    timed("pgflow"),
  ];
}

/** W3: four steps in a row. */
function chains(): Run[] {
  return [
    latency("W3", "tasker", "linear_4", 200, DIRECT),
    latency("W3", "tasker", "linear_4", 200),
    latency("W3", "graphile_worker", "linear_4", 100),
    latency("W3", "pg_boss", "linear_4", 50, DRIVEN_PG_BOSS),
    latency("W3", "dbos", "linear_4", 100, DIRECT),
    latency("W3", "bullmq", "linear_4", 100),
    latency("W3", "bullmq", "linear_4", 100, ON_REDIS),
    latency("W3", "absurd", "linear_4", 100),
    latency("W3", "pgflow", "linear_4", 100),
    drain("W3", "tasker", "linear_4", 25_000, TASKER),
    drain("W3", "graphile_worker", "linear_4", 1000, FAST_GRAPHILE),
    drain("W3", "pg_boss", "linear_4", 10_000, DRIVEN_PG_BOSS),
    drain("W3", "dbos", "linear_4", 1000, FAST_DBOS),
    drain("W3", "bullmq", "linear_4", 1000, { ...FAST_BULLMQ, chunk: 50 }),
    drain("W3", "bullmq", "linear_4", 2000, { ...FAST_BULLMQ, ...ON_REDIS, chunk: 50 }),
    drain("W3", "absurd", "linear_4", 1000, { slots: 50 }),
    drain("W3", "pgflow", "linear_4", 500),
  ];
}

/** W4: a diamond, and one to twenty to one. */
function graphs(): Run[] {
  const both = (shape: ShapeName, count: number) => [
    latency("W4", "tasker", shape, 200, DIRECT),
    latency("W4", "tasker", shape, 200),
    latency("W4", "pg_boss", shape, 50, DRIVEN_PG_BOSS),
    latency("W4", "dbos", shape, 100, DIRECT),
    latency("W4", "absurd", shape, 100),
    latency("W4", "pgflow", shape, 100),
    drain("W4", "tasker", shape, count * 5, TASKER),
    drain("W4", "pg_boss", shape, count, DRIVEN_PG_BOSS),
    drain("W4", "dbos", shape, count / 2, FAST_DBOS),
    drain("W4", "absurd", shape, count / 2, { slots: 50 }),
    drain("W4", "pgflow", shape, count / 4),
  ];
  return [
    ...both("diamond", 2000),
    ...both("fan_20", 500),
    latency("W4", "bullmq", "fan_20", 50),
    drain("W4", "bullmq", "fan_20", 300, { ...FAST_BULLMQ, chunk: 50 }),
  ];
}

/** W5: one graph of a thousand steps. */
function big(): Run[] {
  const once: Variant = { warmUps: 1 };
  return (["layers_1000", "fan_1000"] as const).flatMap((shape) => [
    latency("W5", "tasker", shape, 10, { ...DIRECT, ...once }),
    latency("W5", "tasker", shape, 10, once),
    latency("W5", "pg_boss", shape, 5, { ...DRIVEN_PG_BOSS, ...once }),
    latency("W5", "dbos", shape, 3, { ...DIRECT, ...once }),
    latency("W5", "absurd", shape, 3, once),
    latency("W5", "pgflow", shape, 2, once),
    ...(shape === "fan_1000" ? [latency("W5", "bullmq", shape, 3, { ...FAST_BULLMQ, ...once })] : []),
  ]);
}

/** W6 to W9, and functions of SQL: what is compared with a number or with itself. */
function alone({ heldSeconds, idleSeconds }: MatrixOptions): Run[] {
  const laden: Variant = { laden: true };
  return [
    own("W6", "http", "linear_4", 300),
    own("W6", "http", "linear_4", 20, { batch: 1000 }),
    drain("W7", "tasker", "single", 10_000, { ...TASKER, ...laden }),
    latency("W7", "tasker", "single", 300, { ...DIRECT, ...laden }),
    drain("W7", "tasker", "linear_4", 10_000, { ...TASKER, ...laden }),
    latency("W7", "tasker", "linear_4", 200, { ...DIRECT, ...laden }),
    own("SQL", "functions", "diamond", 5000),
    own("SQL", "functions", "diamond", 100_000),
    own("W8", "idle", "single", 100, { seconds: idleSeconds }),
    own("W9", "held", "single", 800, { seconds: heldSeconds }),
  ];
}

function drain(work: string, system: string, shape: ShapeName, count: number, variant: Variant = {}): Run {
  return { work, system, workload: "drain", shape, count, variant };
}

function latency(work: string, system: string, shape: ShapeName, count: number, variant: Variant = {}): Run {
  return { work, system, workload: "latency", shape, count, variant };
}

function own(work: string, workload: string, shape: ShapeName, count: number, variant: Variant = {}): Run {
  return { work, system: "tasker", workload, shape, count, variant };
}

/** The counts of W8 and W9 are namespaces and tasks a second: they stay. */
function scaled(run: Run, scale: number): Run {
  if (run.workload === "idle" || run.workload === "held") return run;
  return { ...run, count: Math.max(Math.round(run.count * scale), 1) };
}
