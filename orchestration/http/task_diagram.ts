/** A step in a {@linkcode TaskGraph}. */
export interface GraphNode {
  /** Its uuid. */
  readonly step_uuid: string;
  /** Its name. */
  readonly name: string;
  /** Its state. */
  readonly state: string;
  /** Attempts so far. */
  readonly attempts: number;
  /** Why it failed, if it did. */
  readonly error: string | null;
  /** How long its last attempt took, if it is over. */
  readonly duration_seconds: number | null;
}

/** A task as steps and edges. Source: `sql/functions/reading/get_task_graph.sql`. */
export interface TaskGraph {
  /** The task. */
  readonly task_uuid: string;
  /** Name of its template. */
  readonly name: string;
  /** Its state. */
  readonly status: string;
  /** Its steps, in topological order. */
  readonly nodes: readonly GraphNode[];
  /** Which needs which, by name. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly name: string }[];
}

/** Fill of a box by state; others are light grey. */
const FILLS: Readonly<Record<string, string>> = {
  pending: "lightblue",
  enqueued: "lightblue",
  in_progress: "lightgreen",
  enqueued_for_orchestration: "lightgreen",
  enqueued_as_error_for_orchestration: "lightsalmon",
  waiting_for_retry: "khaki",
  complete: "green",
  resolved_manually: "darkseagreen",
  error: "red",
  cancelled: "gray",
};

const LONGEST_ERROR = 30;

/**
 * Draws a task as a Mermaid flowchart: a box for the task, one for each step, filled by state, each with a link.
 *
 * @param graph The task.
 * @param baseUrl Where the API is, for links; none without it.
 * @returns The text of the diagram.
 */
export function taskDiagram(graph: TaskGraph, baseUrl?: string): string {
  const ids = new Map(graph.nodes.map(({ name }, place) => [name, `s${place + 1}`]));
  const needed = new Set(graph.edges.map(({ to }) => to));
  const fills = new Set(graph.nodes.map(({ state }) => state));
  return [
    "graph TD",
    `  subgraph ${quoted(`Task ${graph.task_uuid}: ${graph.name}`)}`,
    `    task[${quoted(`Task: ${graph.name}\nID: ${graph.task_uuid}\nStatus: ${graph.status}`)}]`,
    ...graph.nodes.map((node) => `    ${ids.get(node.name)}[${quoted(label(node))}]:::${node.state}`),
    ...graph.nodes.filter(({ name }) => !needed.has(name)).map(({ name }) => `    task --> ${ids.get(name)}`),
    ...graph.edges.map(({ from, to, name }) => `    ${ids.get(from)} -->|${quoted(name)}| ${ids.get(to)}`),
    "  end",
    ...[...fills].sort().map((state) => `  classDef ${state} fill:${FILLS[state] ?? "lightgray"}`),
    ...(baseUrl === undefined ? [] : graph.nodes.map((node) => {
      const url = `${baseUrl}/v1/tasks/${graph.task_uuid}/workflow_steps/${node.step_uuid}`;
      return `  click ${ids.get(node.name)} ${quoted(url)}`;
    })),
    "",
  ].join("\n");
}

function label({ name, state, attempts, error, duration_seconds }: GraphNode): string {
  const lines = [`Step: ${name}`, `Status: ${state}`, `Attempts: ${attempts}`];
  if (duration_seconds !== null) lines.push(`Took: ${duration_seconds} s`);
  if (state === "error" && error !== null) lines.push(`Error: ${shortened(error)}`);
  return lines.join("\n");
}

function shortened(text: string): string {
  return text.length <= LONGEST_ERROR ? text : `${text.slice(0, LONGEST_ERROR - 2)}…`;
}

/** Mermaid has no way to write a quote inside quotes, and takes HTML: neither may come from a name or an error. */
function quoted(text: string): string {
  const safe = text.replaceAll('"', "'").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(
    ">",
    "&gt;",
  );
  return `"${safe.replaceAll("\n", "<br/>")}"`;
}
