import type { Sql } from "postgres";
import { TaskerError } from "../../core/errors.ts";
import { isUuid } from "../../core/ids.ts";
import { getAccessNamespaces } from "./access_store.ts";
import { type NamespaceScope, reaches } from "./principal.ts";

/** Parameters of a path that name something which belongs to a namespace: the more telling one first. */
const KINDS = [
  { param: "entry_uuid", kind: "dlq_entry", code: "TK106", words: "investigation" },
  { param: "step_uuid", kind: "step", code: "TK102", words: "step" },
  { param: "task_uuid", kind: "task", code: "TK101", words: "task" },
  { param: "worker_uuid", kind: "worker", code: "TK104", words: "worker" },
] as const;

/**
 * Refuses a call for something out of the caller's reach, before the call's body is read. What is out of reach and what
 * does not exist are answered with the same words, so nobody learns which it is. Costs nothing for who reaches everything.
 *
 * @param sql Connection to ask on.
 * @param scope Where the caller's permission holds.
 * @param params Parameters of the path.
 * @param isWorker Whether the call acts as the worker it names: then all namespaces of the worker must be within reach, because
 *   what it does for one it does for all.
 * @throws {TaskerError} `TK101` to `TK106` (404).
 */
export async function refuseOutOfReach(
  sql: Sql,
  scope: NamespaceScope,
  params: Readonly<Record<string, string>>,
  isWorker = false,
): Promise<void> {
  if (scope === "all") return;
  const { namespace } = params;
  if (namespace !== undefined) refuseHiddenNamespace(scope, namespace);
  for (const { param, kind, code, words } of KINDS) {
    const uuid = params[param];
    if (uuid === undefined || !isUuid(uuid)) continue; // one that is none is refused by the route's own rules
    const namespaces = await getAccessNamespaces(sql, kind, uuid) ?? [];
    const isReached = (name: string) => reaches(scope, name);
    if (namespaces.length > 0 && (isWorker ? namespaces.every(isReached) : namespaces.some(isReached))) {
      continue;
    }
    throw new TaskerError(code, `Cannot find ${words} "${uuid}": there is no such ${words}`);
  }
}

/**
 * Refuses a namespace out of the caller's reach as if nothing were published in it, so that its existence does not leak.
 *
 * @param scope Where the caller's permission holds.
 * @param namespace What was asked for.
 * @throws {TaskerError} `TK103` (404).
 */
export function refuseHiddenNamespace(scope: NamespaceScope, namespace: string): void {
  if (reaches(scope, namespace)) return;
  throw new TaskerError(
    "TK103",
    `Cannot find anything in namespace "${namespace}": nothing is published there`,
  );
}

/**
 * Refuses to register a worker anew under an uuid whose worker serves namespaces out of the caller's reach.
 *
 * @param sql Connection to ask on.
 * @param scope Where the caller may be a worker.
 * @param workerUuid The uuid that it asks for.
 * @throws {TaskerError} `TK104` when it is somebody else's.
 */
export async function refuseForeignWorker(
  sql: Sql,
  scope: NamespaceScope,
  workerUuid: string,
): Promise<void> {
  if (scope === "all") return;
  const namespaces = await getAccessNamespaces(sql, "worker", workerUuid) ?? [];
  if (namespaces.every((name) => reaches(scope, name))) return;
  throw new TaskerError("TK104", `Cannot register worker "${workerUuid}": there is no such worker`, {
    hint: "Leave worker_uuid out to get a new one.",
  });
}
