import { toCamelCase, toSnakeCase } from "../core/case.ts";
import { TaskerError } from "../core/errors.ts";
import { pause } from "../core/pause.ts";
import { redactor } from "../core/redaction.ts";
import type { CallOptions, ConnectionOptions, Secret } from "./connection_options.ts";
import { networkReason, refusalOf } from "./_refusal.ts";
import { isTransient, mayHaveBegun, retryAfterMs, RetryPolicy } from "./_retry.ts";
import { traceHeaders } from "./_trace.ts";

/** One request to the API. */
export interface ApiRequest {
  /** HTTP method; all but `GET` change something. */
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Path and query: `/v1/tasks?tag=blue`. */
  readonly path: string;
  /** Body, with members in camelCase; sent as JSON in snake_case. */
  readonly body?: unknown;
  /**
   * Whether the body is sent as it is: its members belong to the user, or are in snake_case already.
   *
   * @default {false}
   */
  readonly isVerbatim?: boolean;
  /** How this call is made. */
  readonly options?: CallOptions | undefined;
  /**
   * What may come of it when the API does it twice: nothing more, or a conflict that tells of the first time, or a
   * second effect; then it is only tried again when the API has refused to begin.
   *
   * @default {"nothing"}
   */
  readonly ifRepeated?: "nothing" | "conflict" | "effect";
  /**
   * Statuses of 400 and more that carry an answer, such as 503 of a health check.
   *
   * @default {[]}
   */
  readonly answers?: readonly number[];
  /**
   * What to accept.
   *
   * @default {"application/json"}
   */
  readonly accept?: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends requests to the API, tries them again, and turns what fails for good into {@linkcode TaskerError}. */
export class HttpConnection {
  readonly #options: ConnectionOptions;
  readonly #retry: RetryPolicy;
  readonly #url: string;

  /** Makes a connection; nothing is sent before the first request. */
  constructor(options: ConnectionOptions) {
    if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol)) {
      throw new RangeError(`Cannot use url "${options.url}": it must be like "http://127.0.0.1:8080"`);
    }
    this.#options = options;
    this.#retry = new RetryPolicy(options.retry);
    this.#url = options.url.replace(/\/+$/, "");
  }

  /**
   * Sends a request and reads its answer.
   *
   * @typeParam Answer What the API is known to answer, in camelCase.
   * @param request What to ask.
   * @returns The answer.
   * @throws {TaskerError} What the API refused, under its own code; `TK503` when it cannot be reached in time.
   */
  async send<Answer>(request: ApiRequest): Promise<Answer> {
    return toCamelCase<Answer>(JSON.parse(await this.text(request)));
  }

  /**
   * Reads what is at a path.
   *
   * @typeParam Answer What the API is known to answer, in camelCase.
   * @param path Path and query: `/v1/tasks?tag=blue`.
   * @param options How to call.
   * @returns The answer.
   * @throws {TaskerError} As {@linkcode send}.
   */
  async read<Answer>(path: string, options: CallOptions | undefined): Promise<Answer> {
    return await this.send({ method: "GET", path, options });
  }

  /**
   * Sends a request and gives its answer as text.
   *
   * @param request What to ask.
   * @returns The text.
   * @throws {TaskerError} As {@linkcode send}.
   */
  async text(request: ApiRequest): Promise<string> {
    const { signal, timeoutMs = this.#options.timeoutMs ?? 30_000 } = request.options ?? {};
    const deadline = performance.now() + timeoutMs;
    const init = this.#init(request);
    let mayBeDone = false;
    for (let attempt = 1;; attempt++) {
      const remaining = deadline - performance.now();
      const outcome = await this.#attempt(request, init, Math.max(1, remaining));
      if (typeof outcome === "string") return outcome;
      signal?.throwIfAborted();
      const mayRepeat = request.ifRepeated === "effect" ? !outcome.mayHaveBegun : outcome.isTransient;
      const waitMs = mayRepeat ? this.#retry.waitMs(attempt, outcome.askedMs) : undefined;
      if (waitMs === undefined || performance.now() + waitMs >= deadline) {
        throw mayBeDone && request.ifRepeated === "conflict" ? afterDoubt(outcome.error) : outcome.error;
      }
      mayBeDone ||= outcome.mayHaveBegun;
      await pause(waitMs, signal);
    }
  }

  /**
   * Opens a stream; it is neither tried again nor ended by a timeout, only by `options.signal`.
   *
   * @param request What to ask.
   * @returns The answer, whatever its status.
   * @throws {TaskerError} `TK503` when nothing answers.
   */
  async stream(request: ApiRequest): Promise<Response> {
    const { signal } = request.options ?? {};
    const opening = new AbortController();
    const timer = setTimeout(() => opening.abort(), this.#options.attemptTimeoutMs ?? 10_000);
    try {
      return await this.#fetch(request, this.#init(request), anyOf(signal, opening.signal));
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SecretError) throw error.cause;
      throw this.#unreachable(error, opening.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt(
    request: ApiRequest,
    init: RequestInit,
    remainingMs: number,
  ): Promise<string | Failure> {
    const { signal } = request.options ?? {};
    const timeout = AbortSignal.timeout(Math.min(remainingMs, this.#options.attemptTimeoutMs ?? 10_000));
    try {
      const response = await this.#fetch(request, init, anyOf(signal, timeout));
      const text = await response.text();
      if (response.ok || request.answers?.includes(response.status)) return text;
      return {
        error: refusalOf(response.status, text, `${request.method} ${request.path}`),
        isTransient: isTransient(response.status),
        mayHaveBegun: mayHaveBegun(response.status),
        askedMs: retryAfterMs(response.headers.get("retry-after"), Date.now()),
      };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof SecretError) throw error.cause;
      return {
        error: this.#unreachable(error, timeout.aborted),
        isTransient: true,
        mayHaveBegun: true,
        askedMs: undefined,
      };
    }
  }

  async #fetch(request: ApiRequest, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const response = await this.#fetchWith(request, init, signal, false);
    if (response.status !== 401 || !this.#canRenew) return response;
    await response.body?.cancel();
    return await this.#fetchWith(request, init, signal, true);
  }

  async #fetchWith(
    { path }: ApiRequest,
    init: RequestInit,
    signal: AbortSignal,
    isRefused: boolean,
  ): Promise<Response> {
    const { fetch = globalThis.fetch } = this.#options;
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(await this.#credentials(isRefused))) {
      setSecret(headers, name, value);
    }
    return await fetch(this.#url + path, { ...init, headers, signal });
  }

  /** What stays the same in every attempt: the same key, the same trace. */
  #init(
    { method, body, isVerbatim, accept = "application/json", headers, options = {} }: ApiRequest,
  ): RequestInit {
    return {
      method,
      redirect: "error", // a key would go along to wherever it leads
      body: body === undefined ? null : written(isVerbatim ? body : toSnakeCase(body)),
      headers: {
        accept,
        ...this.#options.headers,
        ...headers,
        ...traceHeaders(options.traceContext ?? this.#options.traceContext?.()),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
    };
  }

  get #canRenew(): boolean {
    return typeof (this.#options.token ?? this.#options.apiKey) === "function";
  }

  async #credentials(isRefused: boolean): Promise<Record<string, string>> {
    const { apiKey, token } = this.#options;
    return {
      ...(apiKey === undefined ? {} : { "x-api-key": await revealed(apiKey, isRefused) }),
      ...(token === undefined ? {} : { authorization: `Bearer ${await revealed(token, isRefused)}` }),
    };
  }

  #unreachable(error: unknown, isLate: boolean): TaskerError {
    const reason = isLate ? "no answer in time" : networkReason(error);
    return new TaskerError("TK503", `Cannot reach tasker at "${redactor().text(this.#url)}": ${reason}`, {
      cause: error,
      hint: "Look whether it runs, and whether the address is right.",
    });
  }
}

interface Failure {
  readonly error: TaskerError;
  readonly isTransient: boolean;
  readonly mayHaveBegun: boolean;
  readonly askedMs: number | undefined;
}

function anyOf(signal: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return signal === undefined ? other : AbortSignal.any([signal, other]);
}

async function revealed(secret: Secret, isRefused: boolean): Promise<string> {
  try {
    return typeof secret === "string" ? secret : await secret({ isRefused });
  } catch (cause) {
    throw new SecretError("Cannot get the secret", { cause });
  }
}

/** Says what is wrong with a secret, but not the secret. */
function setSecret(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    const cause = new RangeError(
      `Cannot send the secret as ${name}: it has a line break, or characters that no HTTP header can hold`,
    );
    throw new SecretError(cause.message, { cause });
  }
}

/** There is no secret that could be sent; the cause says why. */
class SecretError extends Error {}

function written(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (cause) {
    throw new TaskerError("TK005", "Cannot send the request: a value in it is not JSON", {
      details: cause instanceof Error ? cause.message : String(cause),
      hint: "Contexts hold text, numbers, booleans, null, arrays and plain objects.",
      cause,
    });
  }
}

/** A conflict that a repeated call met may be its own doing. */
function afterDoubt(error: TaskerError): TaskerError {
  if (error.kind !== "conflict") return error;
  return new TaskerError(error.code, error.message, {
    details: error.details,
    hint: "An earlier attempt of this call, whose answer was lost, may have done it: look again.",
    cause: error,
  });
}
