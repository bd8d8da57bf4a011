import { pause } from "../../core/pause.ts";
import type { DurationPercentiles } from "../../core/analytics.ts";
import type { ListedTask } from "../../core/wire.ts";
import type { Command, CommandContext } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { LiveScreen } from "../live_screen.ts";
import type { Operations } from "../operations/operations.ts";
import type { Output } from "../output.ts";
import { layOut } from "../table.ts";
import { UsageError } from "../usage_error.ts";
import { styleOfState } from "./_state_style.ts";
import { durationText } from "./_step_table.ts";

/** Tasks that the overview names. */
const NAMED_TASKS = 8;

/** What the overview shows. */
interface Overview {
  readonly at: string;
  readonly aliveWorkers: number;
  readonly heldSteps: number;
  readonly percentiles: readonly DurationPercentiles[];
  readonly troubled: readonly ListedTask[];
  readonly newest: readonly ListedTask[];
}

/** `tasker system watch`: shows live what a namespace, or all of them, is doing. */
export const command: Command = {
  options: [
    { name: "namespace", type: "string", value: "NAME", summary: "Only this namespace" },
    {
      name: "interval",
      type: "number",
      value: "SECONDS",
      summary: "Time between two looks, 0.2 to 3600",
      default: "2",
    },
    { name: "once", type: "boolean", summary: "Looks once and ends" },
  ],
  examples: [
    "tasker system watch",
    "tasker system watch --namespace orders",
    "tasker system watch --once --json",
  ],
  stopsItself: true,
  async run(context, args) {
    const seconds = args.number("interval") ?? 2;
    if (!(seconds >= 0.2 && seconds <= 3600)) {
      throw new UsageError(
        `Option --interval takes seconds from 0.2 to 3600, not "${args.text("interval")}"`,
      );
    }
    const operations = await context.operations();
    const show = printer(context);
    for (;;) {
      show(await look(operations, args.text("namespace")));
      if (args.flag("once")) return EXIT.ok;
      try {
        await pause(seconds * 1000, context.signal);
      } catch {
        return EXIT.ok; // somebody has seen enough
      }
    }
  },
};

async function look(operations: Operations, namespace: string | undefined): Promise<Overview> {
  const [workers, { percentiles }, troubled, newest] = await Promise.all([
    operations.listWorkers({ namespace, alive: true }),
    operations.performance(1, namespace),
    operations.listTasks({
      namespace,
      status: ["blocked_by_failures", "waiting_for_retry"],
      limit: NAMED_TASKS,
    }),
    operations.listTasks({ namespace, limit: NAMED_TASKS }),
  ]);
  return {
    at: new Date().toISOString(),
    aliveWorkers: workers.length,
    heldSteps: workers.reduce((sum, { stepsCount }) => sum + stepsCount, 0),
    percentiles,
    troubled,
    newest,
  };
}

function printer({ out }: CommandContext): (overview: Overview) => void {
  if (out.isJson) return (overview) => out.json(overview);
  if (!out.isTerminal) return (overview) => lines(out, overview).forEach((line) => out.line(line));
  const screen = new LiveScreen(out);
  return (overview) => screen.draw(lines(out, overview));
}

function lines(
  out: Output,
  { at, aliveWorkers, heldSteps, percentiles, troubled, newest }: Overview,
): string[] {
  const { bold, dim } = out.colors;
  const section = (title: string, tasks: readonly ListedTask[]) =>
    tasks.length === 0 ? [] : [
      "",
      bold(title),
      ...layOut(
        [
          { header: "TASK", value: ({ taskUuid }: ListedTask) => taskUuid, width: "full" },
          { header: "TEMPLATE", value: ({ namespace, name, version }) => `${namespace}/${name} ${version}` },
          {
            header: "STATE",
            value: ({ status }) => status,
            width: "full",
            style: ({ status }) => styleOfState(out.colors, status),
          },
          {
            header: "STEPS",
            value: ({ completedSteps, totalSteps }) => `${completedSteps}/${totalSteps}`,
            align: "right",
          },
        ],
        tasks,
        out.columns,
        bold,
      ),
    ];
  const seconds = (value: number | null) => value === null ? undefined : durationText(value * 1000);
  return [
    `${dim(at.slice(0, 19))}  ${aliveWorkers} workers are alive and hold ${heldSteps} steps`,
    ...(percentiles.length === 0 ? [dim("Nothing ended in the last hour.")] : layOut(
      [
        { header: "LAST HOUR", value: ({ namespace, kind }: DurationPercentiles) => `${namespace} ${kind}s` },
        { header: "ENDED", value: ({ endedCount }) => endedCount, align: "right" },
        { header: "FAILED", value: ({ errorCount }) => errorCount, align: "right" },
        { header: "P50", value: ({ p50Seconds }) => seconds(p50Seconds), align: "right" },
        { header: "P99", value: ({ p99Seconds }) => seconds(p99Seconds), align: "right" },
      ],
      percentiles,
      out.columns,
      bold,
    )),
    ...section("Troubled", troubled),
    ...section("Newest", newest),
  ];
}
