import { toSnakeCase } from "../core/case.ts";
import { taskUuidOf } from "../core/ids.ts";

/** Writes names into a path: ``path`/v1/tasks/${uuid}` `` with each value encoded. */
export function path(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return texts.reduce((written, text, index) => written + encodeURIComponent(values[index - 1] ?? "") + text);
}

/** Path of a step, which lies below that of its task. */
export function stepPath(stepUuid: string): string {
  return path`/v1/tasks/${taskUuidOf(stepUuid)}/workflow_steps/${stepUuid}`;
}

/**
 * Writes a filter as the query of a URL, with its `?`; empty for an empty filter. Names become snake_case, a list is
 * repeated, what is undefined or null is left out.
 */
export function toQuery(filter: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(toSnakeCase<Record<string, unknown>>(filter))) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) query.append(name, String(item));
    }
  }
  return query.size === 0 ? "" : `?${query}`;
}
