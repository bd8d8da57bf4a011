import { TaskerError } from "../../core/errors.ts";
import { type NamespaceScope, reaches } from "./principal.ts";

/** Something that belongs to a namespace, with the words and the code of the error when it is not there. */
export interface Hidden {
  /** Namespace it belongs to; undefined when it does not exist. */
  readonly namespace: string | undefined;
  /** The code of "no such …": `TK101` for a task, `TK102` for a step, `TK103` for a template, `TK104` for a worker. */
  readonly code: "TK101" | "TK102" | "TK103" | "TK104";
  /** The same message as when it does not exist, so that nobody can tell the difference: `There is no task "…"`. */
  readonly message: string;
}

/**
 * Refuses something that a caller does not reach as if it did not exist, so that its existence does not leak.
 *
 * @param scope Where the caller's permission holds: `c.get("principal").namespaces`.
 * @param thing What was asked for.
 * @throws {TaskerError} With `thing.code` (404) when its namespace is out of reach.
 */
export function refuseHidden(scope: NamespaceScope, thing: Hidden): void {
  if (thing.namespace !== undefined && reaches(scope, thing.namespace)) return;
  throw new TaskerError(thing.code, thing.message);
}
