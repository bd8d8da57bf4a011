import { toSnakeCase } from "../../core/case.ts";
import type { TaskGraph } from "../../core/task_graph.ts";
import { taskDiagram, type TaskGraph as DrawnGraph } from "../../orchestration/http/task_diagram.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";
import type { Output } from "../output.ts";
import { TASK_OPERAND } from "./_operator.ts";
import { styleOfState } from "./_state_style.ts";

/** `tasker task graph`: draws the steps of a task, level by level or as a Mermaid flowchart. */
export const command: Command = {
  operands: [TASK_OPERAND],
  options: [{ name: "mermaid", short: "m", type: "boolean", summary: "Draws a Mermaid flowchart" }],
  examples: ["tasker task graph 0199…", "tasker task graph 0199… --mermaid > task.mmd"],
  async run({ out, operations }, args) {
    const graph = await (await operations()).taskGraph(args.operand("uuid"));
    if (args.flag("mermaid")) {
      const diagram = taskDiagram(toSnakeCase<DrawnGraph>(graph));
      out.show({ diagram }, () => out.raw(diagram));
      return EXIT.ok;
    }
    out.show(graph, () => printGraph(out, graph));
    return EXIT.ok;
  },
};

/** A step a line, indented by its level, with what it needs. */
function printGraph(out: Output, graph: TaskGraph): void {
  const { bold, dim } = out.colors;
  out.line(bold(`${graph.namespace}/${graph.name} ${graph.version}`) + `  ${graph.status}`);
  const needs = Map.groupBy(graph.edges, ({ to }) => to);
  const width = Math.max(...graph.nodes.map(({ level, name }) => 2 * level + name.length));
  for (const { name, level, state, durationSeconds } of graph.nodes) {
    const label = `${"  ".repeat(level)}${name}`.padEnd(width);
    const parents = (needs.get(name) ?? []).map(({ from }) => from);
    const took = durationSeconds === null ? "" : `  ${durationSeconds} s`;
    const after = parents.length === 0 ? "" : dim(`  ← ${parents.join(", ")}`);
    out.line(`${label}  ${styleOfState(out.colors, state)?.(state) ?? state}${took}${after}`);
  }
}
