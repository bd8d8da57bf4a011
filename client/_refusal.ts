import { type ErrorCode, isErrorCode, TaskerError } from "../core/errors.ts";

/** What an answer that is no problem document most likely means, by status. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "TK001",
  404: "TK009",
  405: "TK010",
  408: "TK503",
  413: "TK004",
  425: "TK503",
  429: "TK401",
  502: "TK503",
  503: "TK503",
  504: "TK503",
};

/**
 * Makes an error of what the API refused.
 *
 * @param status HTTP status.
 * @param text The body: a problem document (RFC 9457), or whatever a proxy between answered.
 * @param request What was asked: `GET /v1/tasks`.
 */
export function refusalOf(status: number, text: string, request: string): TaskerError {
  const { code, detail, hint, errors } = parsed(text);
  if (!isErrorCode(code)) {
    const likely = CODE_BY_STATUS[status] ?? "TK500";
    return new TaskerError(likely, `Cannot do ${request}: HTTP status ${status}`, {
      details: typeof detail === "string" ? detail : text.slice(0, 1000),
    });
  }
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

/** What the networks of the runtimes say, and what it means. */
const NETWORK_REASONS: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|connection refused/i, "nothing listens there"],
  [/ENOTFOUND|EAI_AGAIN|dns error|failed to lookup address/i, "there is no such host"],
  [/ECONNRESET|EPIPE|UND_ERR_SOCKET|connection reset|connection closed|broken pipe/i, "the connection broke"],
  [/certificate|CERT_|SSL|TLS/i, "the certificate is not trusted, or it is no HTTPS server"],
  [/redirect/i, "it redirects elsewhere; give the address that it redirects to"],
];

/** Says in words why no answer came. */
export function networkReason(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error && texts.length < 5; at = at.cause) {
    texts.push(at.message, "code" in at ? String(at.code) : "");
  }
  const all = texts.join(" ");
  return NETWORK_REASONS.find(([pattern]) => pattern.test(all))?.[1] ?? (texts[0] || String(error));
}
