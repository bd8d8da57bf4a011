import { type NamespaceScope, reaches } from "../access/principal.ts";
import { refuseHiddenNamespace } from "../access/row_reach.ts";
import type { ApiRequest } from "./api_env.ts";

/**
 * Refuses a namespace that the caller does not reach, as if nothing were published in it.
 *
 * @throws {TaskerError} `TK103` when it is out of reach.
 */
export function reachNamespace(c: ApiRequest, namespace: string): void {
  refuseHiddenNamespace(c.get("principal").namespaces, namespace);
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
