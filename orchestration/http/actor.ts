import type { ApiRequest } from "./api_env.ts";

/**
 * Who acts, for the record: whoever the caller's credential names. What a body says of it is taken only of callers that need
 * not say who they are.
 *
 * @param c The request.
 * @param claimed Whom its body names, if anybody.
 */
export function actorOf(c: ApiRequest, claimed?: string): string {
  const { kind, subject } = c.get("principal");
  return kind === "anonymous" ? claimed ?? subject : subject;
}
