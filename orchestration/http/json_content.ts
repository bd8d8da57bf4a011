import type { z } from "@hono/zod-openapi";

/** A body of JSON, for the description of a route. */
export interface JsonContent<Schema extends z.ZodType> {
  /** What it is. */
  readonly description: string;
  /** Media type and schema. */
  readonly content: { readonly "application/json": { readonly schema: Schema } };
}

/** Describes an answer of JSON. */
export function answer<Schema extends z.ZodType>(schema: Schema, description: string): JsonContent<Schema> {
  return { description, content: { "application/json": { schema } } };
}

/** Describes a body of JSON that a request must have. */
export function body<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
): JsonContent<Schema> & { readonly required: true } {
  return { ...answer(schema, description), required: true };
}

/** Describes an answer without a body. */
export function nothing(description: string): { readonly description: string } {
  return { description };
}
