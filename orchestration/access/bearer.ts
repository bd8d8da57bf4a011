import type { CallHead } from "./authenticator.ts";

/** The token of `Authorization: Bearer …`; undefined when there is none. Source: RFC 6750. */
export function bearerOf(call: CallHead): string | undefined {
  return call.header("authorization")?.match(/^Bearer +([A-Za-z0-9._~+/=-]+)$/i)?.[1];
}
