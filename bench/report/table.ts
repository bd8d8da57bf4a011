import type { Standing } from "./goals.ts";
import type { Group, Summary } from "./summary.ts";

/** Names of the systems as they write themselves. */
const TITLES: Readonly<Record<string, string>> = {
  graphile_worker: "graphile-worker",
  pg_boss: "pg-boss",
  dbos: "DBOS",
  bullmq: "BullMQ",
  empty: "the same, empty",
};

/** Figures of which few runs have any: they share a column. */
const OTHERS: readonly string[] = [
  "request.p50",
  "request.p99",
  "statementsPerMinute",
  "firstClaims.p99",
  "lastClaims.p99",
  "getNextReadyTasks.p50",
  "getStepReadinessStatus.p50",
  "getTaskExecutionContext.p50",
  "getStepTransitiveDependencies.p50",
  "transitionTaskStateAtomic.p50",
  "getSystemHealthCounts.p50",
  "getAnalyticsMetrics.p50",
  "getSlowestSteps.p50",
];

/** Figures worth a column, by their names. */
const COLUMNS: readonly (readonly [title: string, figures: readonly string[]])[] = [
  ["tasks/s", ["tasksPerSecond"]],
  ["steps/s", ["stepsPerSecond"]],
  ["enqueued/s", ["enqueuedPerSecond"]],
  ["start p50 / p95 / p99 ms", ["started.p50", "started.p95", "started.p99"]],
  ["complete p50 / p95 / p99 ms", ["completed.p50", "completed.p95", "completed.p99"]],
  ["client µs a step", ["clientCpuMicrosPerStep"]],
];

/** How the goals stand, as a Markdown table. */
export function goalsTable(standings: readonly Standing[]): string {
  const rows = standings.map(({ goal, ours, others, value, isMet }) => [
    goal.work,
    goal.title,
    ranged(ours),
    others[0] === undefined ? "" : `${ranged(others[0].figure)} ${titleOf(others[0].name)}`,
    others[1] === undefined ? "" : `${brief(others[1].figure.median)} ${titleOf(others[1].name)}`,
    goal.yardstick.against === "number" ? "" : value === undefined ? "" : `${brief(value)} ×`,
    `${goal.isRate ? "≥" : "≤"} ${brief(goal.bound)}${goal.yardstick.against === "number" ? "" : " ×"}`,
    isMet === undefined ? "" : isMet ? "yes" : "**no**",
  ]);
  return table(["", "work", "tasker", "best other", "next", "ratio", "goal", "met"], rows);
}

/** Every run with its figures, as a Markdown table. */
export function runsTable(groups: readonly Group[]): string {
  const rows = groups.map((group) => [
    group.run.work,
    titleOf(group.run.system),
    `${group.run.workload} ${group.run.shape}${group.run.variant.laden === true ? ", laden" : ""}`,
    brief(group.run.count),
    ...COLUMNS.map(([, figures]) => cell(group, figures)),
    otherFigures(group),
    group.settings,
  ]);
  const head = [
    "",
    "system",
    "workload",
    "n",
    ...COLUMNS.map(([title]) => title),
    "other figures",
    "settings",
  ];
  return table(head, rows);
}

/** A number with as many digits as mean something. */
export function brief(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

function cell(group: Group, figures: readonly string[]): string {
  const found = figures.flatMap((name) => group.figure(name) ?? []);
  return found.length === 1 ? ranged(found[0]!) : found.map(({ median }) => brief(median)).join(" / ");
}

function otherFigures(group: Group): string {
  const told = OTHERS.map((name) => [name, group.figure(name)] as const);
  return told.flatMap(([name, figure]) => figure === undefined ? [] : `${name} ${ranged(figure)}`).join(", ");
}

function ranged({ median, min, max }: Summary): string {
  return min === max ? brief(median) : `${brief(median)} (${brief(min)}–${brief(max)})`;
}

function titleOf(system: string): string {
  return TITLES[system] ?? system;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
