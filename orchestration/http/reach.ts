import { TaskerError } from "../../core/errors.ts";
import type { NamespaceScope } from "../access/principal.ts";
import { reaches } from "../access/principal.ts";
import { refuseHidden } from "../access/refuse_hidden.ts";
import type { ApiRequest } from "./api_env.ts";

/**
 * Refuses a namespace that the caller does not reach, as if nothing were published in it.
 *
 * @throws {TaskerError} `TK103` when it is out of reach.
 */
export function reachNamespace(c: ApiRequest, namespace: string): void {
  refuseHidden(c.get("principal").namespaces, {
    namespace,
    code: "TK103",
    message: `Cannot find anything in namespace "${namespace}": nothing is published there`,
  });
}

/**
 * Narrows what a caller asks for to the namespaces it reaches.
 *
 * @param asked The namespace it asks for, if any.
 * @returns Names; undefined for all there are.
 */
export function reachedNamespaces(c: ApiRequest, asked?: string): readonly string[] | undefined {
  const scope: NamespaceScope = c.get("principal").namespaces;
  if (asked === undefined) return scope === "all" ? undefined : scope;
  return reaches(scope, asked) ? [asked] : [];
}

/** Names of the namespaces that a caller reaches, as door functions take them: `null` for all. */
export function reachOf(c: ApiRequest): string[] | null {
  const { namespaces } = c.get("principal");
  return namespaces === "all" ? null : [...namespaces];
}

/**
 * Refuses to act on the whole system for a caller who reaches only some namespaces.
 *
 * @throws {TaskerError} `TK001` when it does not reach all.
 */
export function reachAll(c: ApiRequest, what: string): void {
  if (c.get("principal").namespaces === "all") return;
  throw new TaskerError("TK001", `Cannot ${what} for all namespaces: the caller reaches only some`, {
    hint: "Name a namespace.",
  });
}
