import type { PendingQuery, Row } from "postgres";
import { toTaskerError } from "../../core/driver_errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Queryable } from "../../sql/connect.ts";

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

/** Ends a text within a column; JSON escapes it, so no payload holds it. */
const NEXT = "\x1e";

/** Ends a field within a text. */
const FIELD = "\x1f";

/** Characters of a UUID. */
const UUID_LENGTH = 36;

/** How many columns {@linkcode claimColumns} gives. */
const CLAIM_COLUMNS = 6;

/** Most templates' steps that are remembered; far more than a worker serves. */
const MAX_WORKS = 5000;
const works = new Map<string, ClaimedWork>();

/**
 * The columns of all claims in one row, from a function named `c`. The driver takes rows and columns apart one by
 * one: 3.9 µs of the client a claim with the function's own 17 columns, 1.7 µs with these six as rows, 0.5 µs as one
 * row. What is the same for every attempt of a step of a template travels as one text, and is taken apart once; its
 * handler, which may be any text, stands last.
 *
 * @param sql Connection of the statement.
 */
export function claimColumns(sql: Queryable): PendingQuery<Row[]> {
  return sql`
    string_agg(c.step_uuid::text, e'\\x1e'),
    string_agg(c.attempt::text, e'\\x1e'),
    string_agg(
      translate(
        concat_ws(e'\\x1f', c.namespace, c.task_name, c.version, c.step_name, c.max_attempts,
                  coalesce(c.timeout_seconds, 0), coalesce(c.inputs, '{}'),
                  coalesce(c.handler_method, ''), coalesce(c.handler_resolver, ''), c.handler),
        e'\\x1e', ''),
      e'\\x1e'),
    string_agg(c.context::text, e'\\x1e'),
    string_agg(c.dependencies::text, e'\\x1e'),
    string_agg(concat_ws(e'\\x1f', c.correlation_id, c.traceparent), e'\\x1e')`;
}

/**
 * Sends a statement that selects {@linkcode claimColumns}.
 *
 * @param statement The statement, not sent yet.
 * @param onRest Takes what the statement selects behind those columns.
 * @returns The claims, in the order the database gave them.
 * @throws {TaskerError} As the function that it calls.
 */
export async function readClaims(
  statement: PendingQuery<Row[]>,
  onRest?: (text: string | null) => void,
): Promise<Claim[]> {
  try {
    const [row]: unknown[][] = await statement.values();
    onRest?.((row?.[CLAIM_COLUMNS] ?? null) as string | null);
    if (row === undefined || row[0] === null) return [];
    return toClaims((row as string[]).slice(0, CLAIM_COLUMNS).map((column) => column.split(NEXT)));
  } catch (error) {
    throw toTaskerError(error);
  }
}

function toClaims(columns: readonly string[][]): Claim[] {
  const [stepUuids = [], attempts = [], texts = [], contexts = [], dependencies = [], correlationIds = []] =
    columns;
  return stepUuids.map((stepUuid, i) => ({
    stepUuid,
    taskUuid: `${stepUuid.slice(0, -4)}0000`,
    attempt: Number(attempts[i]),
    work: workOf(texts[i] ?? ""),
    context: contexts[i] ?? "null",
    dependencies: dependencies[i] ?? "{}",
    correlationId: correlationIds[i]?.slice(0, UUID_LENGTH) ?? "",
    traceparent: correlationIds[i]?.slice(UUID_LENGTH + FIELD.length) ?? "",
  }));
}

function workOf(text: string): ClaimedWork {
  const known = works.get(text);
  if (known !== undefined) return known;
  const [namespace = "", taskName = "", version = "", stepName = "", maxAttempts, timeout, inputs, ...rest] =
    text
      .split(FIELD);
  const [method = "", resolver = "", ...handler] = rest;
  const work: ClaimedWork = Object.freeze({
    namespace,
    taskName,
    version,
    stepName,
    handler: handler.join(FIELD),
    method,
    resolver,
    maxAttempts: Math.max(Number(maxAttempts), 1),
    timeoutSeconds: Number(timeout),
    inputs: frozen(JSON.parse(inputs ?? "{}")),
  });
  if (works.size >= MAX_WORKS) works.clear();
  works.set(text, work);
  return work;
}

/** Freezes a JSON value and all in it: many attempts share it. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
