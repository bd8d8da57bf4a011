import { PermanentError, RetryableError } from "../../../mod.ts";

/** What a client needs of the attempt it works for; a step's context fits. */
export interface Attempt {
  /** The same for every attempt of a step: a service that saw it before does nothing twice. */
  readonly idempotencyKey: string;
  /** Aborted when the attempt is given up. */
  readonly signal: AbortSignal;
}

/** Statuses after which the same request may succeed. */
const WORTH_RETRYING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/**
 * Sends a request to a service.
 *
 * @typeParam Answer What the service is known to say.
 * @param method HTTP method.
 * @param url Where.
 * @param attempt The attempt it is for.
 * @param body Sent as JSON.
 * @returns What the service said.
 * @throws {RetryableError} When it is not reachable or says so, with its `Retry-After` as the delay.
 * @throws {PermanentError} When it refuses, with its own code.
 */
export async function request<Answer>(
  method: "POST" | "DELETE",
  url: string,
  { idempotencyKey, signal }: Attempt,
  body: unknown = {},
): Promise<Answer> {
  const response = await reach(url, {
    method,
    signal,
    headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
    body: JSON.stringify(body),
  });
  if (response.ok) return await response.json();

  const { code, message } = await problemOf(response);
  if (!WORTH_RETRYING.includes(response.status)) throw new PermanentError(message, { errorCode: code });
  throw new RetryableError(message, {
    errorCode: code,
    retryAfterSeconds: secondsOf(response.headers.get("Retry-After")),
  });
}

async function reach(url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    init.signal.throwIfAborted();
    throw new RetryableError(`Cannot reach ${url}`, { errorCode: "unreachable", cause });
  }
}

async function problemOf(response: Response): Promise<{ code: string; message: string }> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { code: `http_${response.status}`, message: text.slice(0, 200) || response.statusText };
  }
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
