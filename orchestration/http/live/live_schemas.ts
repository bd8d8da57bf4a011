import { z } from "@hono/zod-openapi";
import { STEP_STATES, TASK_STATES } from "../../../core/states.ts";
import { commaList } from "../comma_list.ts";
import { EVENT_KINDS } from "./audience.ts";

const STATES: readonly string[] = [...new Set([...TASK_STATES, ...STEP_STATES])];

const words = (known: readonly string[], description: string) =>
  commaList(known, 1000).optional().openapi({
    description: `${description}, commas between: ${known.join(", ")}`,
  });

const lastEventId = (description: string) =>
  z.string().max(32).optional().openapi({ description, example: "1042.3" });

/** What every stream may be asked for. */
export const streamQuery = {
  kind: words(EVENT_KINDS, "Only events of these kinds"),
  to_state: words(STATES, "Only events that lead to these states"),
  last_event_id: lastEventId("For clients that cannot send the header Last-Event-ID; the header counts more"),
};

/** Where a client goes on. */
export const streamHeaders = z.object({
  "last-event-id": lastEventId("The last event that the client got: the stream goes on right behind it"),
});

/** An event. Source: `sql/functions/live/describe_moves.sql`. */
export const eventSchema = z.object({
  kind: z.enum(EVENT_KINDS),
  task_uuid: z.guid(),
  step_uuid: z.guid().nullable().openapi({ description: "Null for the task's own" }),
  step_name: z.string().nullable(),
  namespace: z.string(),
  name: z.string().openapi({ description: "The template" }),
  version: z.string(),
  from_state: z.string().nullable().openapi({ description: "Null for the first" }),
  to_state: z.string(),
  at: z.iso.datetime({ offset: true }),
  attempt: z.int().nullable(),
  worker_uuid: z.guid().nullable(),
  by: z.string().nullable().openapi({ description: "Who did it, where a person did" }),
  reason: z.string().nullable(),
}).openapi("Event");
