import type { Context } from "hono";

/** What a service says: a status and JSON. */
export interface Answer {
  /** HTTP status. */
  readonly status: 200 | 201 | 402 | 404 | 409 | 422 | 503;
  /** JSON body; of an error `{code, message}`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds to wait before asking again. */
  readonly retryAfterSeconds?: number;
}

/** Makes the answer to a request that cannot be fulfilled. */
export function refuse(status: Answer["status"], code: string, message: string): Answer {
  return { status, body: { code, message } };
}

/** Sends an answer. */
export function send(context: Context, { status, body, retryAfterSeconds }: Answer): Response {
  if (retryAfterSeconds !== undefined) context.header("Retry-After", String(retryAfterSeconds));
  return context.json(body, status);
}

/** Remembers what was answered under an `Idempotency-Key`: asked again, a service says the same and does nothing. */
export class Answers {
  readonly #byKey = new Map<string, Answer>();

  /** Gives the first answer to a key, made now or before. What may turn out otherwise later, a 503, is not kept. */
  once(key: string, make: () => Answer): Answer {
    const before = this.#byKey.get(key);
    if (before !== undefined) return before;
    const answer = make();
    if (answer.status !== 503) this.#byKey.set(key, answer);
    return answer;
  }
}

/** The key under which a request may be repeated; without one, it is a request of its own. */
export function keyOf(context: Context): string {
  return context.req.header("Idempotency-Key") ?? crypto.randomUUID();
}
