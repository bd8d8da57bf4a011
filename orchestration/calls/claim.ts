import type { PendingQuery, Row } from "postgres";
import { toTaskerError } from "../../core/driver_errors.ts";
import type { Queryable } from "../../sql/connect.ts";
import type { ClaimedWork, Works } from "./works.ts";

/** What the steps of one task share. */
export interface ClaimedTask {
  /** The task's context, as JSON text. */
  readonly context: string;
  /** The task's correlation id. */
  readonly correlationId: string;
  /** W3C trace context that the task was created in; empty when its creator was not traced. */
  readonly traceparent: string;
}

/** One attempt of a step that a worker was given. Payloads are JSON text: whoever runs the attempt parses them. */
export interface Claim extends ClaimedTask {
  /** UUIDv7 of the step. */
  readonly stepUuid: string;
  /** UUIDv7 of its task. */
  readonly taskUuid: string;
  /** Which attempt this is, counted from 1; with the worker it is the fence. */
  readonly attempt: number;
  /** What to run. */
  readonly work: ClaimedWork;
  /** Results of the parents by step name, as JSON text. */
  readonly dependencies: string;
}

/** What a worker knows of the steps that it is given. */
export interface Known {
  /** What it knows of a task, by uuid; undefined: nothing. */
  task(taskUuid: string): ClaimedTask | undefined;
  /** What a step that it has just run leaves to a child without other parents, as JSON text; by task and position. */
  dependenciesOn(taskUuid: string, position: number): string | undefined;
}

/** How {@linkcode readClaims} completes what the database tells. */
export interface ReadOptions {
  /** Connection or transaction to ask on. */
  readonly sql: Queryable;
  /** Works of that database. */
  readonly works: Works;
  /** What the worker knows; the database leaves that out. */
  readonly known?: Known;
}

/** Separates the texts of a column; JSON escapes it, so no payload holds it. */
const SEPARATOR = "\x1e";

/** One row of `tasker.packed_claims`. */
interface PackedClaims {
  readonly step_uuids: string | null;
  readonly attempts: string | null;
  readonly work_ids: string;
  readonly parents: string | null;
  readonly dependencies: string | null;
  readonly places: string | null;
  readonly contexts: string | null;
  readonly correlation_ids: string | null;
  readonly traceparents: string | null;
}

/**
 * Sends a statement that selects one row of `tasker.packed_claims`. One row, because the driver takes rows and columns
 * apart one by one: 3.9 µs of the client a claim with the 17 columns of `claim_steps`, 0.5 µs so.
 *
 * @param statement The statement, not sent yet.
 * @param options Works, and what the database need not tell.
 * @param onRow Takes what else the row holds.
 * @returns The claims, in the order the database gave them.
 * @throws {TaskerError} As the function that it calls.
 */
export async function readClaims<T extends Row>(
  statement: PendingQuery<T[]>,
  { sql, works, known }: ReadOptions,
  onRow?: (row: T) => void,
): Promise<Claim[]> {
  try {
    const [row] = await statement;
    if (row === undefined) return [];
    onRow?.(row);
    const packed = row as unknown as PackedClaims;
    if (packed.step_uuids === null) return [];
    const workIds = packed.work_ids.split(SEPARATOR);
    const found = await works.find(sql, workIds);
    return toClaims(packed, packed.step_uuids.split(SEPARATOR), workIds.map((id) => found.get(id)!), known);
  } catch (error) {
    throw toTaskerError(error);
  }
}

function toClaims(
  packed: PackedClaims,
  stepUuids: readonly string[],
  works: readonly ClaimedWork[],
  known: Known | undefined,
): Claim[] {
  const attempts = packed.attempts?.split(SEPARATOR);
  const taskOf = packed.contexts === null
    ? (taskUuid: string) => known?.task(taskUuid)
    : toldTasks(packed.contexts, packed);
  const dependenciesOf = toDependencies(packed, known);
  const claims = stepUuids.map((stepUuid, i): Claim => {
    const taskUuid = `${stepUuid.slice(0, -4)}0000`;
    const task = taskOf(taskUuid);
    if (task === undefined) throw new Error(`The worker does not know task ${taskUuid} any more`);
    return {
      stepUuid,
      taskUuid,
      attempt: attempts === undefined ? 1 : Number(attempts[i]),
      work: works[i]!,
      context: task.context,
      dependencies: dependenciesOf(taskUuid, i),
      correlationId: task.correlationId,
      traceparent: task.traceparent,
    };
  });
  if (packed.places === null) return claims;
  const places = packed.places.split(SEPARATOR);
  const inPlace = new Array<Claim>(claims.length);
  claims.forEach((claim, i) => inPlace[Number(places[i]) - 1] = claim);
  return inPlace;
}

/** The tasks that the row tells of: in the order of the steps, each once, however many steps it has. */
function toldTasks(joinedContexts: string, packed: PackedClaims): Known["task"] {
  const contexts = joinedContexts.split(SEPARATOR);
  const correlationIds = packed.correlation_ids?.split(SEPARATOR);
  const traceparents = packed.traceparents?.split(SEPARATOR);
  let place = -1;
  let lastUuid = "";
  return (taskUuid) => {
    if (taskUuid !== lastUuid) place += 1;
    lastUuid = taskUuid;
    const context = contexts[place];
    return context === undefined ? undefined : {
      context,
      correlationId: correlationIds?.[place] || taskUuid,
      traceparent: traceparents?.[place] ?? "",
    };
  };
}

/** Gives what each step depends on, to be asked for in the order of the row. */
function toDependencies(
  { parents, dependencies }: PackedClaims,
  known: Known | undefined,
): (taskUuid: string, place: number) => string {
  const positions = parents?.split(SEPARATOR);
  const told = dependencies?.split(SEPARATOR);
  let next = 0;
  return (taskUuid, place) => {
    const position = positions?.[place] ?? "";
    if (position === "") return told?.[next++] ?? "{}";
    const text = known?.dependenciesOn(taskUuid, Number(position));
    if (text === undefined) {
      throw new Error(`The worker does not know the result of step ${position} of task ${taskUuid} any more`);
    }
    return text;
  };
}
