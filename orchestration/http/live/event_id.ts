import { TaskerError } from "../../../core/errors.ts";

/** Names an event for good, and how far a stream has come. Ordered by history id, then place. */
export interface EventId {
  /** The move: `history_id` of the history. */
  readonly historyId: number;
  /** Which of the events that the move consists of, from 1; {@linkcode LAST_PLACE} for all of them. */
  readonly place: number;
}

/** The place behind all events of a move. */
export const LAST_PLACE = 2_147_483_647;

/** The id behind all events of a move. */
export function allOf(historyId: number): EventId {
  return { historyId, place: LAST_PLACE };
}

/** Whether an id is behind another one. */
export function isAfter(id: EventId, other: EventId): boolean {
  return id.historyId > other.historyId || (id.historyId === other.historyId && id.place > other.place);
}

/** Writes an id: `1042.3`, or `1042` for all events of a move. */
export function formatEventId({ historyId, place }: EventId): string {
  return place === LAST_PLACE ? String(historyId) : `${historyId}.${place}`;
}

/**
 * Reads an id.
 *
 * @param text As {@linkcode formatEventId} writes it.
 * @throws {TaskerError} `TK001` when it is none.
 */
export function parseEventId(text: string): EventId {
  const [, historyId, place] = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (historyId === undefined) {
    throw new TaskerError("TK001", `Cannot go on after event "${text}": that is no id of an event`, {
      hint: "Send the id of the last event that came as Last-Event-ID, or none.",
    });
  }
  return { historyId: Number(historyId), place: place === undefined ? LAST_PLACE : Number(place) };
}
