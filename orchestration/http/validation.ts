import type { Context } from "hono";
import type { z } from "@hono/zod-openapi";
import { TaskerError } from "../../core/errors.ts";
import type { Fault } from "../../core/fault.ts";
import { redactor } from "../../core/redaction.ts";
import { type SchemaIssue, schemaReason } from "../../core/schema_reason.ts";
import { unstorablePath } from "./storable.ts";

/** What was validated, where, and how it went; the type of Hono's hook does not know that `data` is there of a failure too. */
type Validated =
  & { readonly target: string; readonly data?: unknown }
  & ({ readonly success: true } | { readonly success: false; readonly error: z.ZodError });

/** Names of the parts of a request, for messages. */
const PARTS: Readonly<Record<string, string>> = {
  json: "body",
  query: "query",
  param: "path",
  header: "headers",
};

/**
 * Refuses what the schemas of a route refuse, with every fault listed, and what PostgreSQL could not store. The hook
 * that runs after each validation.
 *
 * @param result How it went.
 * @throws {TaskerError} `TK001` for faults, `TK005` for text that cannot be stored.
 */
export function refuseFaults(result: Validated, _context: Context): void {
  if (!result.success) {
    const faults = result.error.issues.flatMap((issue) => faultsOf(issue, result.data));
    const words = faults.map(({ path, reason }) => path === "" ? reason : `"${path}" ${reason}`).join(", ");
    throw new TaskerError(
      "TK001",
      `Cannot accept the request's ${PARTS[result.target] ?? result.target}: ${words}`,
      {
        details: JSON.stringify(faults),
        hint: "See /api-docs/openapi.json for what each request takes.",
      },
    );
  }
  const path = unstorablePath(result.data);
  if (path === undefined) return;
  throw new TaskerError(
    "TK005",
    `Cannot store the text at "${path}": it has \\u0000 or a lone surrogate in it`,
    {
      details: JSON.stringify([{ path, reason: "holds \\u0000 or a lone surrogate" }]),
      hint: "Remove \\u0000 and lone surrogates; PostgreSQL cannot store them as JSON.",
    },
  );
}

function faultsOf(issue: SchemaIssue, data: unknown): Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      reason: "is not a known field",
    }));
  }
  const isHidden = issue.path.some((key) => redactor().hides(String(key)));
  return [{ path: pathText(issue.path), reason: schemaReason(issue, data, isHidden) }];
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").replace(
    /^\./,
    "",
  );
}
