import type { z } from "@hono/zod-openapi";
import { parseExactly } from "../../core/exact_json.ts";
import { commaList } from "./comma_list.ts";
import type { JsonText } from "./pass_json.ts";

/**
 * The parameter `fields` of a route: which members of each thing to answer with, commas between.
 *
 * @param schema What each thing is without it.
 */
export function fieldsParameter(schema: z.ZodObject): z.ZodType<readonly string[] | undefined> {
  const known = Object.keys(schema.shape);
  return commaList(known, 2000).optional().openapi({
    description: "Only these members, with commas between",
    example: known.slice(0, 3).join(","),
  });
}

/** Leaves of a thing only some members. */
export function pick(
  thing: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(fields.filter((name) => name in thing).map((name) => [name, thing[name]]));
}

/** Leaves of a thing only some members, in JSON; all where none are named. */
export function pickText(text: JsonText, fields: readonly string[] | undefined): JsonText {
  return fields === undefined
    ? text
    : JSON.stringify(pick(parseExactly(text) as Record<string, unknown>, fields));
}
