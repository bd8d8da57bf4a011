import type { Sql } from "postgres";
import { call } from "../../calls/call.ts";
import type { Audience, EventFilter, EventKind, LiveEvent } from "./audience.ts";
import { allOf, type EventId } from "./event_id.ts";

/** Most events that one look gives. */
const PAGE = 1_000;

/** Most moves that one look reads through; one move may be several events, and none that anybody follows. */
const WINDOW = 10_000;

/** Up to where the history is settled: nothing up to there is still to come. */
export interface Settled {
  /** The last settled move; undefined when it is not known yet. */
  readonly historyId: number | undefined;
  /** For the next call; null when all was settled. */
  readonly watch: string | null;
}

/** Some of the events between two ids. */
export interface EventPage {
  /** The events in order. */
  readonly events: readonly LiveEvent[];
  /** How far they go: the end that was asked for, or where to ask for more. */
  readonly through: EventId;
}

interface EventRow {
  readonly history_id: string;
  readonly place: number;
  readonly kind: EventKind;
  readonly task_uuid: string;
  readonly namespace: string;
  readonly name: string;
  readonly to_state: string;
  readonly event: string;
}

/** Asks how far the history is settled. Source: `sql/functions/live/get_settled_history.sql`. */
export async function getSettledHistory(
  sql: Sql,
  settledId: number | null,
  watch: string | null,
): Promise<Settled> {
  const [row] = await call(sql)<{ settled_id: string | null; watch: string | null }>`
    select s.settled_id, s.watch::text from tasker_v1.get_settled_history(${settledId}, ${watch}::text::jsonb) s`;
  const settled = row?.settled_id ?? null;
  return { historyId: settled === null ? undefined : Number(settled), watch: row?.watch ?? null };
}

/** Reads events of some namespaces and tasks. Source: `sql/functions/live/list_events.sql`. */
export async function listEvents(
  sql: Sql,
  after: EventId,
  untilId: number,
  { namespaces, taskUuids }: Audience,
): Promise<EventPage> {
  const end = Math.min(untilId, after.historyId + WINDOW);
  const rows = await call(sql)<EventRow>`
    select e.* from tasker_v1.list_events(${after.historyId}, ${after.place}, ${end}, ${PAGE},
             ${namespaces === undefined ? null : [...namespaces]}::text[],
             ${taskUuids === undefined ? null : [...taskUuids]}::uuid[]) e`;
  return pageOf(rows, end);
}

/** Reads events of one task. Source: `sql/functions/live/list_task_events.sql`. */
export async function listTaskEvents(
  sql: Sql,
  after: EventId,
  untilId: number,
  taskUuid: string,
): Promise<EventPage> {
  const rows = await call(sql)<EventRow>`
    select e.* from tasker_v1.list_task_events(${taskUuid}, ${after.historyId}, ${after.place}, ${untilId}, ${PAGE}) e`;
  return pageOf(rows, untilId);
}

/** Reads what a stream lacks. */
export function listMissing(
  sql: Sql,
  after: EventId,
  untilId: number,
  filter: EventFilter,
): Promise<EventPage> {
  if (filter.taskUuid !== undefined) return listTaskEvents(sql, after, untilId, filter.taskUuid);
  return listEvents(sql, after, untilId, { namespaces: filter.namespaces });
}

/** What the history still has behind an id. Source: `sql/functions/live/check_history_id.sql`. */
export async function checkHistoryId(sql: Sql, historyId: number): Promise<"there" | "pruned" | "ahead"> {
  const [row] = await call(sql)<{ found: "there" | "pruned" | "ahead" }>`
    select tasker_v1.check_history_id(${historyId}) as found`;
  return row?.found ?? "there";
}

function pageOf(rows: readonly EventRow[], end: number): EventPage {
  const events = rows.map((row) => ({
    id: { historyId: Number(row.history_id), place: row.place },
    kind: row.kind,
    taskUuid: row.task_uuid,
    namespace: row.namespace,
    name: row.name,
    toState: row.to_state,
    text: row.event,
  }));
  const last = events.at(-1);
  return { events, through: last !== undefined && rows.length === PAGE ? last.id : allOf(end) };
}
