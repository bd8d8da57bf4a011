import type { Run } from "../harness/measurement.ts";
import type { Group, Summary } from "./summary.ts";

/** What a figure of tasker is held against. */
export type Yardstick =
  /** The best figure of these peers; of every durable one without names. */
  | { readonly against: "peers"; readonly names?: readonly string[] }
  /** The same workload on an empty system. */
  | { readonly against: "empty" }
  /** A number. */
  | { readonly against: "number" };

/** Something to reach. */
export interface Goal {
  /** Row of the issue. */
  readonly work: string;
  /** What it is, for people. */
  readonly title: string;
  /** Which runs it concerns; members that are absent may be anything. */
  readonly of: Pick<Run, "workload" | "shape"> & {
    readonly count?: number;
    readonly batch?: number;
    readonly seconds?: number;
  };
  /** Name of the figure. */
  readonly figure: string;
  /** Whether more is better. */
  readonly isRate: boolean;
  /** What it is held against. */
  readonly yardstick: Yardstick;
  /** The ratio or number to reach: at least when more is better, at most when less is. */
  readonly bound: number;
}

/** How a goal stands. */
export interface Standing {
  /** The goal. */
  readonly goal: Goal;
  /** What tasker came to. */
  readonly ours: Summary;
  /** What it is held against, the best first. */
  readonly others: readonly { readonly name: string; readonly figure: Summary }[];
  /** Ours by the best of the others, or ours itself; `undefined` when there is nothing to hold it against. */
  readonly value: number | undefined;
  /** Whether the bound is kept. */
  readonly isMet: boolean | undefined;
}

const DURABLE: Yardstick = { against: "peers" };
const GRAPHILE: Yardstick = { against: "peers", names: ["graphile_worker"] };
const EMPTY: Yardstick = { against: "empty" };
const NUMBER: Yardstick = { against: "number" };

/** The table of the issue. */
export const GOALS: readonly Goal[] = [
  rate(
    "W1",
    "drain, single-step tasks/s",
    { workload: "drain", shape: "single", count: 100_000 },
    GRAPHILE,
    1.0,
  ),
  {
    ...rate(
      "W1",
      "bulk enqueue, tasks/s",
      { workload: "drain", shape: "single", count: 100_000 },
      GRAPHILE,
      0.8,
    ),
    figure: "enqueuedPerSecond",
  },
  {
    ...time("W2", "enqueue → start, p50 ms", { workload: "latency", shape: "single" }, DURABLE, 0.8),
    figure: "started.p50",
  },
  time("W3", "linear 4, create → complete, p50 ms", { workload: "latency", shape: "linear_4" }, DURABLE, 0.5),
  rate("W3", "linear 4, tasks/s", { workload: "drain", shape: "linear_4" }, DURABLE, 4),
  time("W4", "diamond, p50 ms", { workload: "latency", shape: "diamond" }, DURABLE, 0.4),
  rate("W4", "diamond, tasks/s", { workload: "drain", shape: "diamond" }, DURABLE, 3),
  time("W4", "1→20→1, p50 ms", { workload: "latency", shape: "fan_20" }, DURABLE, 0.25),
  rate("W4", "1→20→1, tasks/s", { workload: "drain", shape: "fan_20" }, DURABLE, 2.5),
  time(
    "W5",
    "10 × 100 steps, submit → complete, p50 ms",
    { workload: "latency", shape: "layers_1000" },
    DURABLE,
    0.4,
  ),
  time(
    "W5",
    "1→1,000→1, submit → complete, p50 ms",
    { workload: "latency", shape: "fan_1000" },
    DURABLE,
    0.4,
  ),
  {
    ...time("W6", "create over HTTP, p50 ms", { workload: "http", shape: "linear_4", batch: 1 }, NUMBER, 3),
    figure: "request.p50",
  },
  rate(
    "W7",
    "W1 with a past / without",
    { workload: "drain", shape: "single", count: 10_000 },
    EMPTY,
    1 / 1.3,
  ),
  {
    ...time("W7", "W2 start with a past / without", { workload: "latency", shape: "single" }, EMPTY, 1.3),
    figure: "started.p50",
  },
  time("W7", "W3 complete with a past / without", { workload: "latency", shape: "linear_4" }, EMPTY, 1.3),
  rate("W7", "W3 tasks/s with a past / without", { workload: "drain", shape: "linear_4" }, EMPTY, 1 / 1.3),
  ...functionGoals({
    getNextReadyTasks: 2,
    getStepReadinessStatus: 0.3,
    getTaskExecutionContext: 0.3,
    getStepTransitiveDependencies: 0.4,
    transitionTaskStateAtomic: 0.3,
    getSystemHealthCounts: 5,
    getAnalyticsMetrics: 30,
    getSlowestSteps: 20,
  }),
  {
    ...time("W8", "statements a minute when idle", { workload: "idle", shape: "single" }, NUMBER, 60),
    figure: "statementsPerMinute",
  },
  ...[60, 600].map((seconds) => ({
    ...time(
      "W9",
      `claim p99, last slice / first, held ${seconds} s`,
      { workload: "held", shape: "single", seconds },
      NUMBER,
      2,
    ),
    figure: "p99Ratio",
  })),
];

/** Tells how every goal stands that was measured. */
export function standings(groups: readonly Group[]): Standing[] {
  return GOALS.flatMap((goal) => standing(goal, groups) ?? []);
}

function standing(goal: Goal, groups: readonly Group[]): Standing | undefined {
  const { yardstick, isRate, bound } = goal;
  const isLaden = yardstick.against === "empty";
  const ours = best(
    goal,
    groups.filter(({ run }) => run.system === "tasker" && concerns(goal, run, isLaden)),
  );
  if (ours === undefined) return undefined;
  const others = yardstick.against === "number"
    ? []
    : isLaden
    ? empty(goal, groups)
    : peers(goal, groups, yardstick);
  const rival = others[0]?.figure.median;
  const value = yardstick.against === "number"
    ? ours.median
    : rival === undefined
    ? undefined
    : ours.median / rival;
  const isMet = value === undefined ? undefined : isRate ? value >= bound : value <= bound;
  return { goal, ours, others, value, isMet };
}

function empty(goal: Goal, groups: readonly Group[]): Standing["others"] {
  const figure = best(
    goal,
    groups.filter(({ run }) => run.system === "tasker" && concerns(goal, run, false)),
  );
  return figure === undefined ? [] : [{ name: "empty", figure }];
}

/** The best figure of each peer, at whatever size it was run. */
function peers(
  goal: Goal,
  groups: readonly Group[],
  { names }: Yardstick & { against: "peers" },
): Standing["others"] {
  const { workload, shape } = goal.of;
  const rivals = groups.filter(({ run }) =>
    run.system !== "tasker" && run.workload === workload && run.shape === shape &&
    run.variant.redis !== true && (names?.includes(run.system) ?? true)
  );
  return [...Map.groupBy(rivals, ({ run }) => run.system)]
    .flatMap(([name, own]) => {
      const figure = best(goal, own);
      return figure === undefined ? [] : [{ name, figure }];
    })
    .sort((a, b) => (a.figure.median - b.figure.median) * (goal.isRate ? -1 : 1));
}

function best({ figure, isRate }: Goal, groups: readonly Group[]): Summary | undefined {
  const found = groups.flatMap((group) => group.figure(figure) ?? []);
  return found.sort((a, b) => (a.median - b.median) * (isRate ? -1 : 1))[0];
}

function concerns({ of }: Goal, { workload, shape, count, variant }: Run, isLaden: boolean): boolean {
  return workload === of.workload && shape === of.shape && (variant.laden === true) === isLaden &&
    (of.count === undefined || of.count === count) &&
    (of.batch === undefined || of.batch === (variant.batch ?? 1)) &&
    (of.seconds === undefined || of.seconds === variant.seconds);
}

function rate(work: string, title: string, of: Goal["of"], yardstick: Yardstick, bound: number): Goal {
  return { work, title, of, figure: "tasksPerSecond", isRate: true, yardstick, bound };
}

function time(work: string, title: string, of: Goal["of"], yardstick: Yardstick, bound: number): Goal {
  return { work, title, of, figure: "completed.p50", isRate: false, yardstick, bound };
}

/** Bounds of functions in milliseconds, with 100,000 tasks in the system. */
function functionGoals(bounds: Readonly<Record<string, number>>): Goal[] {
  const of = { workload: "functions", shape: "diamond", count: 100_000 } as const;
  return Object.entries(bounds).map(([name, bound]) => ({
    ...time(
      "SQL",
      `${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}(), p50 ms`,
      of,
      NUMBER,
      bound,
    ),
    figure: `${name}.p50`,
  }));
}
