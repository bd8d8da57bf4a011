import { readCatalog } from "./_catalog.ts";
import type { Queryable } from "./connect.ts";

/**
 * Writes down what a database has in the schemas `tasker` and `tasker_v1`: tables with columns,
 * constraints and indexes, types, views, and the signatures of functions. Two databases whose snapshots
 * are equal have the same state and the same door. The text depends on PostgreSQL's major release.
 *
 * @param sql Connection to the database.
 * @returns Lines of text, in a fixed order.
 */
export async function snapshot(sql: Queryable): Promise<string> {
  const catalog = await readCatalog(sql, { bodies: false });
  return Array.from(catalog, ([name, definition]) => `${name}\n${indent(definition)}\n`).join("\n");
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`.trimEnd()).join("\n");
}
