import { KEY_FACTS } from "../../config/key_facts.ts";
import { nearestName } from "../../core/mod.ts";
import { UsageError } from "../usage_error.ts";

/** The operand that keeps an answer to a part of the configuration. */
export const PART = {
  name: "part",
  summary: "Keeps to a component, a table or a key: worker, database.pool, worker.lease_seconds",
  optional: true,
} as const;

/**
 * Checks the name of a part of the configuration that was given on the command line.
 *
 * @param part A component, a table or a key; undefined for all.
 * @returns Whether a key belongs to it.
 * @throws {UsageError} Nothing is called so.
 */
export function partOf(part: string | undefined): (key: string) => boolean {
  if (part === undefined) return () => true;
  if (!KEY_FACTS.has(part)) {
    const near = nearestName(part, KEY_FACTS.keys());
    const all = "`tasker config explain` shows all keys.";
    throw new UsageError(
      `The configuration has no component, table or key "${part}"`,
      near === undefined ? all : `Did you mean "${near}"? ${all}`,
    );
  }
  return (key) => key === part || key.startsWith(`${part}.`);
}
