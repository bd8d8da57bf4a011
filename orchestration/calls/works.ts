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
  /** Where its result is sealed; undefined when its template has nothing sealed, not even in the context. */
  readonly sensitive?: readonly string[] | undefined;
  /** Whether other steps follow this one. */
  readonly hasChildren: boolean;
}

/** What `tasker_v1.get_works` tells of a step of a template, in its order. */
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
  sensitive: readonly string[] | null,
  hasChildren: boolean,
];

/** Works that are remembered until this many are. */
const MAX_WORKS = 20_000;

/**
 * The works of one database, each asked for once: a published version keeps its graph. To be forgotten when the database may
 * have become another one under the same address, restored from a backup for instance.
 */
export class Works {
  #known = new Map<string, ClaimedWork>();

  /**
   * Finds works, and asks for those that are not known.
   *
   * @param sql Connection or transaction to ask on.
   * @param workIds Their ids, as claims give them.
   * @returns Works by id, these among them.
   * @throws {Error} If there is none of an id.
   */
  async find(sql: Queryable, workIds: readonly string[]): Promise<ReadonlyMap<string, ClaimedWork>> {
    if (workIds.every((id) => this.#known.has(id))) return this.#known;
    if (this.#known.size + workIds.length > MAX_WORKS) this.forget();
    const known = this.#known;
    const missing = [...new Set(workIds)].filter((id) => !known.has(id));
    const [row] = await sql<[{ works: string }]>`
      select tasker_v1.get_works(${missing}::text[]::bigint[])::text as works`;
    const works = JSON.parse(row.works) as Record<string, WorkText>;
    for (const id of missing) {
      if (works[id] === undefined) throw new Error(`No step of a template has the work id ${id}`);
      known.set(id, toWork(works[id]));
    }
    return known;
  }

  /** Forgets them. */
  forget(): void {
    this.#known = new Map();
  }
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
    hasChildren,
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
    hasChildren,
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
