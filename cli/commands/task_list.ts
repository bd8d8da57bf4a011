import { TASK_STATES, type TaskState } from "../../core/states.ts";
import type { ListedTask } from "../../core/wire.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import { styleOfState } from "./_state_style.ts";

/** `tasker task list`: lists tasks, the newest first. */
export const command: Command = {
  options: [
    { name: "namespace", type: "string", value: "NAME", summary: "Only of this namespace" },
    { name: "name", type: "string", value: "NAME", summary: "Only of templates of this name" },
    {
      name: "status",
      short: "s",
      type: "strings",
      value: "STATE",
      choices: TASK_STATES,
      summary: "Only in this state; may be repeated",
    },
    { name: "tag", type: "string", value: "TAG", summary: "Only with this tag" },
    { name: "correlation-id", type: "uuid", value: "UUID", summary: "Only what this set off" },
    {
      name: "created-after",
      type: "time",
      value: "TIME",
      summary: "Only created at this time or later, ISO 8601",
    },
    {
      name: "created-before",
      type: "time",
      value: "TIME",
      summary: "Only created before this time, ISO 8601",
    },
    {
      name: "limit",
      short: "n",
      type: "number",
      value: "N",
      summary: "Rows at most, 1 to 100",
      default: "25",
    },
    { name: "cursor", type: "uuid", value: "UUID", summary: "Goes on after this task" },
  ],
  examples: [
    "tasker task list",
    "tasker task list --status blocked_by_failures --status error",
    "tasker task list --namespace orders --json",
  ],
  async run({ out, operations }, args) {
    const limit = args.number("limit") ?? 25;
    const status = args.texts("status") as readonly TaskState[];
    const tasks = await (await operations()).listTasks({
      namespace: args.text("namespace"),
      name: args.text("name"),
      status: status.length === 0 ? undefined : status,
      tag: args.text("tag"),
      correlationId: args.text("correlation-id"),
      createdAfter: args.text("created-after"),
      createdBefore: args.text("created-before"),
      cursor: args.text("cursor"),
      limit,
    });
    out.show(tasks, () => {
      if (tasks.length === 0) return out.note("There are no such tasks.");
      out.table<ListedTask>([
        { header: "TASK", value: ({ taskUuid }) => taskUuid, width: "full" },
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
        { header: "CREATED", value: ({ createdAt }) => createdAt.slice(0, 19), width: "full" },
      ], tasks);
      const last = tasks.at(-1);
      if (tasks.length === limit && last !== undefined) out.note(`For more: --cursor ${last.taskUuid}`);
    });
    return EXIT.ok;
  },
};
