import type { PendingQuery, Row } from "postgres";
import { toTaskerError } from "../../core/driver_errors.ts";
import type { JsonObject } from "../../core/json.ts";

/** What all attempts of one step of one template have in common. Shared between claims, frozen. */
export interface ClaimedWork {
  /** Namespace of the template. */
  readonly namespace: string;
  /** Name of the template. */
  readonly taskName: string;
  /** Version of the template. */
  readonly version: string;
  /** Name of the step. */
  readonly stepName: string;
  /** Callable name of its handler. */
  readonly handler: string;
  /** Method of the handler; empty for its default. */
  readonly method: string;
  /** The one resolver to ask for the handler; empty for any. */
  readonly resolver: string;
  /** Attempts in all, 1 or more. */
  readonly maxAttempts: number;
  /** How long an attempt may run, in seconds; 0 for as long as it likes. */
  readonly timeoutSeconds: number;
  /** The step's own inputs: its handler's initialization. */
  readonly inputs: JsonObject;
  /** Where its result is sealed; undefined when its template has nothing sealed, not even in the context. */
  readonly sensitive?: readonly string[] | undefined;
}

/** One attempt of a step that a worker was given. Payloads are JSON text: whoever runs the attempt parses them. */
export interface Claim {
  /** UUIDv7 of the step. */
  readonly stepUuid: string;
  /** UUIDv7 of its task. */
  readonly taskUuid: string;
  /** Which attempt this is, counted from 1; with the worker it is the fence. */
  readonly attempt: number;
  /** What to run. */
  readonly work: ClaimedWork;
  /** The task's context, as JSON text. */
  readonly context: string;
  /** Results of the parents by step name, as JSON text. */
  readonly dependencies: string;
  /** The task's correlation id. */
  readonly correlationId: string;
  /** W3C trace context that the task was created in; empty when its creator was not traced. */
  readonly traceparent: string;
}

/** Separates the texts of a column; JSON escapes it, so no payload holds it. */
const SEPARATOR = "\x1e";

/** Most combinations of templates' steps that are remembered. */
const MAX_TEXTS = 1000;
const worksByText = new Map<string, ReadonlyMap<string, ClaimedWork>>();

/** One row of `tasker.packed_claims`. */
interface PackedClaims {
  readonly step_uuids: string | null;
  readonly attempts: string;
  readonly work_ids: string;
  readonly dependencies: string;
  readonly places: string | null;
  readonly task_uuids: string;
  readonly contexts: string;
  readonly correlation_ids: string;
  readonly traceparents: string | null;
  readonly works: string;
}

/** What `tasker.pack_claims` tells of a step of a template, in its order. */
type WorkText = readonly [
  namespace: string,
  taskName: string,
  version: string,
  stepName: string,
  handler: string,
  method: string | null,
  resolver: string | null,
  maxAttempts: number,
  timeoutSeconds: number | null,
  inputs: JsonObject,
  sensitive?: readonly string[] | null,
];

/**
 * Sends a statement that selects one row of `tasker.packed_claims`. One row, because the driver takes rows and columns
 * apart one by one: 3.9 µs of the client a claim with the 17 columns of `claim_steps`, 0.5 µs so.
 *
 * @param statement The statement, not sent yet.
 * @param onRow Takes what else the row holds.
 * @returns The claims, in the order the database gave them.
 * @throws {TaskerError} As the function that it calls.
 */
export async function readClaims<T extends Row>(
  statement: PendingQuery<T[]>,
  onRow?: (row: T) => void,
): Promise<Claim[]> {
  try {
    const [row] = await statement;
    if (row === undefined) return [];
    onRow?.(row);
    return toClaims(row as unknown as PackedClaims);
  } catch (error) {
    throw toTaskerError(error);
  }
}

function toClaims(packed: PackedClaims): Claim[] {
  if (packed.step_uuids === null) return [];
  const attempts = packed.attempts.split(SEPARATOR);
  const dependencies = packed.dependencies.split(SEPARATOR);
  const workIds = packed.work_ids.split(SEPARATOR);
  const taskUuids = packed.task_uuids.split(SEPARATOR);
  const contexts = packed.contexts.split(SEPARATOR);
  const correlationIds = packed.correlation_ids.split(SEPARATOR);
  const traceparents = packed.traceparents?.split(SEPARATOR);
  const works = worksOf(packed.works);

  let task = 0;
  const claims = packed.step_uuids.split(SEPARATOR).map((stepUuid, i) => {
    const taskUuid = `${stepUuid.slice(0, -4)}0000`;
    while (taskUuids[task] !== taskUuid) task += 1;
    return {
      stepUuid,
      taskUuid,
      attempt: Number(attempts[i]),
      work: works.get(workIds[i]!)!,
      context: contexts[task]!,
      dependencies: dependencies[i]!,
      correlationId: correlationIds[task] || taskUuid,
      traceparent: traceparents?.[task] ?? "",
    };
  });
  if (packed.places === null) return claims;
  const places = packed.places.split(SEPARATOR);
  const inPlace = new Array<Claim>(claims.length);
  claims.forEach((claim, i) => inPlace[Number(places[i]) - 1] = claim);
  return inPlace;
}

/** The works by their ids. Remembered by the text itself: ids are those of one database, a process may serve several. */
function worksOf(text: string): ReadonlyMap<string, ClaimedWork> {
  const known = worksByText.get(text);
  if (known !== undefined) return known;
  const works = new Map(
    Object.entries(JSON.parse(text) as Record<string, WorkText>).map(([id, work]) => [id, toWork(work)]),
  );
  if (worksByText.size >= MAX_TEXTS) worksByText.clear();
  worksByText.set(text, works);
  return works;
}

function toWork(text: WorkText): ClaimedWork {
  const [
    namespace,
    taskName,
    version,
    stepName,
    handler,
    method,
    resolver,
    maxAttempts,
    timeout,
    inputs,
    sensitive,
  ] = text;
  return Object.freeze({
    namespace,
    taskName,
    version,
    stepName,
    handler,
    method: method ?? "",
    resolver: resolver ?? "",
    maxAttempts: Math.max(maxAttempts, 1),
    timeoutSeconds: timeout ?? 0,
    inputs: frozen(inputs),
    sensitive: sensitive ?? undefined,
  });
}

/** Freezes a JSON value and all in it: many attempts share it. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
