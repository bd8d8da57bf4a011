import { z } from "@hono/zod-openapi";
import { PROBLEM_TYPE } from "../../core/problem.ts";

/** A problem document. Source: RFC 9457. */
export const problemSchema = z.object({
  type: z.string().openapi({ example: "urn:tasker:error:TK101" }),
  title: z.string().openapi({ example: "No such task" }),
  status: z.int().openapi({ example: 404 }),
  detail: z.string(),
  code: z.string().openapi({ description: "The same in SQL, HTTP and logs", example: "TK101" }),
  hint: z.string().optional(),
  errors: z.array(z.unknown()).optional().openapi({
    description: "Every single fault, where there can be several",
  }),
}).openapi("Problem");

const DESCRIPTIONS = {
  400: "The request is wrong and will stay wrong",
  401: "The caller does not say who it is, or not convincingly",
  403: "The caller may not do this",
  404: "What it names is not there",
  409: "The state does not allow it",
  413: "The request is too large",
  429: "Too many requests wait; try again after Retry-After seconds",
  503: "The database is away; try again after Retry-After seconds",
} as const;

/** Status of a problem that a route may answer with. */
export type ProblemStatus = keyof typeof DESCRIPTIONS;

/** What a route may answer with, for its description. */
export interface ProblemAnswer {
  /** What it means. */
  readonly description: string;
  /** Media type and schema. */
  readonly content: { readonly [PROBLEM_TYPE]: { readonly schema: typeof problemSchema } };
}

/**
 * Describes the problems that a route may answer with.
 *
 * @param statuses Which ones; 503 is among them always.
 */
export function problems(...statuses: ProblemStatus[]): Record<number, ProblemAnswer> {
  return Object.fromEntries(
    [...statuses, 503 as const].map((status) => [status, {
      description: DESCRIPTIONS[status],
      content: { [PROBLEM_TYPE]: { schema: problemSchema } },
    }]),
  );
}
