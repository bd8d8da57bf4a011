/**
 * Writes the legal moves of tasks and steps into `docs/concepts.md`, between its two marks:
 * `DATABASE_URL=… deno run -A tools/render_states.ts`, on a migrated database. A test compares.
 *
 * @module
 */
import type { Sql } from "postgres";
import { connect } from "../sql/connect.ts";

/** The page that holds the tables. */
export const CONCEPTS = new URL("../docs/concepts.md", import.meta.url);

const [BEGIN, END] = [
  "<!-- states: written by tools/render_states.ts -->\n",
  "<!-- /states -->\n",
] as const;

interface Move {
  readonly event: string;
  readonly from: readonly string[];
  readonly to: string;
  readonly by: string;
}

/**
 * Renders the rules that the database holds.
 *
 * @param sql A migrated database.
 * @returns Markdown: a table for tasks and one for steps.
 */
export async function renderStates(sql: Sql): Promise<string> {
  const tasks = await sql<Move[]>`
    select r.event, array_agg(r.from_state order by r.from_state)::text[] as from, r.to_state::text as to, r.performed_by as by
      from tasker.task_state_rules r
     group by r.event, r.to_state, r.performed_by
     order by min(r.from_state), r.to_state, r.event`;
  const steps = await sql<Move[]>`
    select r.event, array_agg(r.from_state order by r.from_state)::text[] as from, r.to_state::text as to, r.performed_by as by
      from tasker.step_state_rules r
     group by r.event, r.to_state, r.performed_by
     order by min(r.from_state), r.to_state, r.event`;
  return `### Moves of a task\n\n${table(tasks)}\n### Moves of a step\n\n${table(steps)}`;
}

/**
 * Puts the tables between the marks of a page.
 *
 * @param page The page.
 * @param states What {@linkcode renderStates} gave.
 * @throws {Error} If the page has no marks.
 */
export function withStates(page: string, states: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`Cannot find the marks ${BEGIN.trim()} and ${END.trim()}`);
  return `${page.slice(0, begin + BEGIN.length)}\n${states}\n${page.slice(end)}`;
}

function table(moves: readonly Move[]): string {
  const rows = moves.map(({ event, from, to, by }) =>
    `| \`${event}\` | ${from.map((state) => `\`${state}\``).join(", ")} | \`${to}\` | ${by} |\n`
  );
  return `| event | from | to | who |\n|---|---|---|---|\n${rows.join("")}`;
}

if (import.meta.main) {
  const sql = connect(Deno.env.get("DATABASE_URL") ?? "postgres://127.0.0.1/tasker", { max: 1 });
  await Deno.writeTextFile(CONCEPTS, withStates(await Deno.readTextFile(CONCEPTS), await renderStates(sql)));
  await sql.end();
}
