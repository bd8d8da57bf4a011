import { toCamelCase } from "../core/case.ts";
import { pause } from "../core/pause.ts";
import type { StepState, TaskState } from "../core/states.ts";
import { openEventStream } from "./_event_stream.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path, toQuery } from "./_paths.ts";

/** What every change of state tells. */
export interface EventFacts {
  /** Where to go on after this event. */
  readonly id: string;
  /** The task. */
  readonly taskUuid: string;
  /** Namespace of its template. */
  readonly namespace: string;
  /** Name of its template. */
  readonly name: string;
  /** Version of its template. */
  readonly version: string;
  /** When it happened: ISO 8601. */
  readonly at: string;
  /** Who did it, where a person did. */
  readonly by: string | null;
  /** Why, where somebody said so. */
  readonly reason: string | null;
}

/** A change of a task's state. */
export interface TaskTransitionEvent extends EventFacts {
  /** What it is about. */
  readonly kind: "task.transition";
  /** The state before; null for the first. */
  readonly fromState: TaskState | null;
  /** The state now. */
  readonly toState: TaskState;
}

/** A change of a step's state. */
export interface StepTransitionEvent extends EventFacts {
  /** What it is about. */
  readonly kind: "step.transition";
  /** The step. */
  readonly stepUuid: string;
  /** Its name. */
  readonly stepName: string;
  /** The state before; null for the first. */
  readonly fromState: StepState | null;
  /** The state now. */
  readonly toState: StepState;
  /** Which attempt; null before the first. */
  readonly attempt: number | null;
  /** The worker that made it, if one did. */
  readonly workerUuid: string | null;
}

/** A change of state of a task or a step. Source: `sql/functions/live/describe_moves.sql`. */
export type TaskerEvent = TaskTransitionEvent | StepTransitionEvent;

/** Options for {@linkcode TaskerClient.events}. */
export interface EventsOptions extends CallOptions {
  /** Only events of this task, from its beginning on. */
  readonly taskUuid?: string | undefined;
  /** Only events of tasks of this namespace; not together with `taskUuid`. */
  readonly namespace?: string | undefined;
  /** Only events of tasks of this template; not together with `taskUuid`. */
  readonly name?: string | undefined;
  /** Only events of these kinds. */
  readonly kinds?: readonly TaskerEvent["kind"][] | undefined;
  /** Only events that lead to these states. */
  readonly toStates?: readonly (TaskState | StepState)[] | undefined;
  /**
   * `id` of the last event that is known: it goes on right behind it.
   *
   * @default {undefined} what happens from now on; all that happened to a task
   */
  readonly lastEventId?: string | undefined;
  /**
   * Called when events may be missing: the history was pruned behind the last event that is known (`pruned`), or the
   * database is another one or an older backup (`ahead`).
   *
   * @default {undefined} it just goes on
   */
  readonly onReset?: ((reason: "pruned" | "ahead") => void) | undefined;
}

/** Longest time between two attempts to connect, in milliseconds. */
const LONGEST_MS = 10_000;

/** Time before the first further attempt, in milliseconds. */
const SHORTEST_MS = 100;

/**
 * Follows events. When a stream breaks, it opens another one right behind the last event: none is missed, none comes twice.
 *
 * @param connection The API.
 * @param options Which, from where, and when to end.
 * @throws {TaskerError} What the API refuses for good, such as `TK101`.
 * @throws The signal's reason, when it is aborted.
 */
export async function* followEvents(
  connection: HttpConnection,
  options: EventsOptions,
): AsyncGenerator<TaskerEvent, void> {
  const { signal, traceContext, onReset } = options;
  const target = targetOf(options);
  let lastId = options.lastEventId ?? "";
  let waitMs = SHORTEST_MS;
  for (;;) {
    const stream = await openEventStream(connection, target, { signal, traceContext }, lastId);
    try {
      for await (const { event, id, data } of stream) {
        if (id !== "") lastId = id;
        waitMs = SHORTEST_MS;
        if (event === "reset") onReset?.(JSON.parse(data).reason);
        else if (event !== "heartbeat") {
          yield { ...toCamelCase<TaskerEvent>(JSON.parse(data)), id };
        }
      }
    } finally {
      await stream.return();
    }
    await pause(waitMs * (0.5 + Math.random() / 2), signal);
    waitMs = Math.min(waitMs * 2, LONGEST_MS);
  }
}

function targetOf({ taskUuid, namespace, name, kinds, toStates }: EventsOptions): string {
  if (taskUuid !== undefined && (namespace !== undefined || name !== undefined)) {
    throw new RangeError("Cannot follow events: give either taskUuid, or namespace and name");
  }
  const query = toQuery({ name, kind: kinds?.join(","), toState: toStates?.join(",") });
  if (taskUuid !== undefined) return path`/v1/tasks/${taskUuid}/events` + query;
  if (namespace !== undefined) return path`/v1/namespaces/${namespace}/events` + query;
  return "/v1/events" + query;
}
