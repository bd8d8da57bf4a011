import { toCamelCase, toSnakeCase } from "../core/case.ts";
import { type ErrorCode, isErrorCode, TaskerError } from "../core/errors.ts";

/** Options for {@linkcode HttpConnection}. */
export interface ConnectionOptions {
  /** Where the API is: `http://127.0.0.1:8080`, with a path where it lies below one. */
  readonly url: string;
  /**
   * Headers of every request, such as `Authorization`.
   *
   * @default {{}}
   */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Longest that a request may take, in milliseconds.
   *
   * @default {30000}
   */
  readonly timeoutMs?: number;
}

/** One request to the API. */
export interface ApiRequest {
  /** HTTP method. */
  readonly method: "GET" | "POST" | "DELETE";
  /** Path and query: `/v1/tasks?tag=blue`. */
  readonly path: string;
  /** Body, with members in camelCase; sent as JSON in snake_case. */
  readonly body?: unknown;
  /** Gives the request up. */
  readonly signal?: AbortSignal | undefined;
}

/** What an answer that is no problem document most likely means. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  429: "TK401",
  502: "TK503",
  503: "TK503",
  504: "TK503",
};

/** Sends requests to the API, and turns what it refuses into {@linkcode TaskerError}. */
export class HttpConnection {
  readonly #options: ConnectionOptions;

  /** Makes a connection; nothing is sent before the first request. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * Sends a request.
   *
   * @typeParam Answer What the API is known to answer, in camelCase.
   * @param request What to ask.
   * @returns The answer.
   * @throws {TaskerError} What the API refused, under its own code; `TK503` when it cannot be reached in time.
   */
  async send<Answer>({ method, path, body, signal }: ApiRequest): Promise<Answer> {
    const { url, headers, timeoutMs = 30_000 } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url.replace(/\/$/, "") + path, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        body: body === undefined ? null : JSON.stringify(toSnakeCase(body)),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      });
      const text = await response.text();
      if (!response.ok) throw refusalOf(response.status, text, `${method} ${path}`);
      return toCamelCase<Answer>(JSON.parse(text));
    } catch (error) {
      if (error instanceof TaskerError || signal?.aborted) throw error;
      const reason = timeout.aborted ? `no answer within ${timeoutMs} ms` : String(error);
      throw new TaskerError("TK503", `Cannot reach tasker at "${url}": ${reason}`, { cause: error });
    }
  }
}

function refusalOf(status: number, text: string, request: string): TaskerError {
  const problem = parsed(text);
  if (!isErrorCode(problem["code"])) {
    const code = CODE_BY_STATUS[status] ?? "TK500";
    return new TaskerError(code, `Cannot do ${request}: HTTP status ${status}`, {
      details: text.slice(0, 1000),
    });
  }
  const { code, detail, hint, errors } = problem;
  return new TaskerError(code, String(detail), {
    hint: typeof hint === "string" ? hint : undefined,
    details: errors === undefined ? undefined : JSON.stringify(errors),
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}
