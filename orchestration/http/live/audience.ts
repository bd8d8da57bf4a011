import type { EventId } from "./event_id.ts";

/** What an event is about. */
export type EventKind = "task.transition" | "step.transition";

/** All kinds of events. */
export const EVENT_KINDS = ["task.transition", "step.transition"] as const satisfies readonly EventKind[];

/** A change of state of a task or step, as streams carry it. Source: `sql/functions/live/describe_moves.sql`. */
export interface LiveEvent {
  /** Names it. */
  readonly id: EventId;
  /** What it is about. */
  readonly kind: EventKind;
  /** The task. */
  readonly taskUuid: string;
  /** Namespace of the task. */
  readonly namespace: string;
  /** Name of the task's template. */
  readonly name: string;
  /** The state it came to. */
  readonly toState: string;
  /** All of it, as JSON. */
  readonly text: string;
}

/** Which events a stream carries; what is undefined does not matter. */
export interface EventFilter {
  /** Of this task only. */
  readonly taskUuid?: string | undefined;
  /** Of these namespaces only. */
  readonly namespaces?: readonly string[] | undefined;
  /** Of these kinds only. */
  readonly kinds?: readonly EventKind[] | undefined;
  /** Of tasks of this template only. */
  readonly name?: string | undefined;
  /** Only those that lead to one of these states. */
  readonly toStates?: readonly string[] | undefined;
}

/** Whether a stream carries an event. */
export function admits(filter: EventFilter, event: LiveEvent): boolean {
  const { taskUuid, namespaces, kinds, name, toStates } = filter;
  return (taskUuid === undefined || taskUuid === event.taskUuid) &&
    (namespaces === undefined || namespaces.includes(event.namespace)) &&
    (kinds === undefined || kinds.includes(event.kind)) &&
    (name === undefined || name === event.name) &&
    (toStates === undefined || toStates.includes(event.toState));
}

/** The events that the database is asked for; both undefined for all. */
export interface Audience {
  /** Namespaces that some stream follows. */
  readonly namespaces?: readonly string[] | undefined;
  /** Tasks that some stream follows. */
  readonly taskUuids?: readonly string[] | undefined;
}

/** The least that holds what all of some streams carry. */
export function audienceOf(filters: Iterable<EventFilter>): Audience {
  const namespaces = new Set<string>();
  const taskUuids = new Set<string>();
  for (const filter of filters) {
    if (filter.taskUuid !== undefined) taskUuids.add(filter.taskUuid);
    else if (filter.namespaces === undefined) return {};
    else filter.namespaces.forEach((namespace) => namespaces.add(namespace));
  }
  return {
    ...(namespaces.size > 0 ? { namespaces: [...namespaces] } : {}),
    ...(taskUuids.size > 0 || namespaces.size === 0 ? { taskUuids: [...taskUuids] } : {}),
  };
}
