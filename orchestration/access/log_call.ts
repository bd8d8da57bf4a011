import type { Context } from "hono";
import { toTaskerError } from "../../core/driver_errors.ts";
import { TaskerError } from "../../core/errors.ts";
import type { ApiEnv } from "../http/api_env.ts";
import type { CallHead } from "./authenticator.ts";
import type { CallLog, LoggedCall } from "./call_log.ts";
import type { MatchedRoute } from "./route_table.ts";

/** How a call went. */
export interface CallEnd {
  /** Its head. */
  readonly head: CallHead;
  /** The route that it matched. */
  readonly route: MatchedRoute;
  /** When it came, by `performance.now()`. */
  readonly startedAtMs: number;
  /** What was thrown, if anything. */
  readonly error: unknown;
}

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const UUID_AT_END = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * Writes a call to the log of calls that changes something, or that a known caller had no permission for. A worker's claims and
 * completions are left out: the history of steps tells them, with the worker's uuid.
 */
export async function logCall(
  log: CallLog,
  c: Context<ApiEnv>,
  { head, route, startedAtMs, error }: CallEnd,
): Promise<void> {
  const known = error === undefined ? undefined : toTaskerError(error);
  const status = known === undefined ? c.res.status : known instanceof TaskerError ? known.status : 500;
  if (route.name === "" || status === 429) return; // who calls too often does not fill the log as well
  const isRoutine = READING.has(head.method) || route.permission === "workers:act";
  if (isRoutine && status !== 403) return;
  const { subject, kind } = c.get("principal");
  const body = bodyOf(c);
  await log.append({
    subject: c.get("signedInAs") ?? subject,
    kind,
    action: route.name,
    target: head.path,
    namespace: route.params.namespace ?? textOf(body?.namespace),
    task_uuid: uuidOf(route.params.task_uuid) ??
      uuidOf(c.res.headers.get("Location")?.match(UUID_AT_END)?.[1]),
    permission: route.permission,
    outcome: outcomeOf(status),
    status,
    code: known instanceof TaskerError ? known.code : known === undefined ? undefined : "TK500",
    reason: head.header("x-reason") ?? c.req.query("reason") ?? textOf(body?.reason),
    address: head.address,
    user_agent: head.header("user-agent"),
    request_id: c.get("requestId" as never) as string | undefined,
    duration_ms: Math.round(performance.now() - startedAtMs),
  });
}

function outcomeOf(status: number): LoggedCall["outcome"] {
  if (status === 401 || status === 403) return "denied";
  if (status >= 500) return "failed";
  return status >= 400 ? "refused" : "done";
}

/** The body as the route's rules read it; nothing when they refused it, or it was not read. */
function bodyOf(c: Context): Record<string, unknown> | undefined {
  const body: unknown = c.req.valid("json" as never);
  return typeof body === "object" && body !== null && !Array.isArray(body)
    ? body as Record<string, unknown>
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function uuidOf(text: string | undefined): string | undefined {
  return text !== undefined && UUID_AT_END.test(text) && text.length === 36 ? text : undefined;
}
