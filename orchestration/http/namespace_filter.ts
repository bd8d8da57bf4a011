import { z } from "@hono/zod-openapi";

/**
 * The parameter of a query that keeps an answer to a namespace. An empty one is a program's mistake, and would find nothing.
 *
 * @param description What the answer is kept to.
 */
export function namespaceFilter(description = "Only this namespace") {
  return z.string().min(1).max(255).optional().openapi({ description });
}
