import type { Sql } from "postgres";
import { TaskerError } from "../../core/errors.ts";
import { getAccessGrants, isTokenRevoked, toGrants, verifySession } from "./access_store.ts";
import type { Authenticator, CallHead, Verified } from "./authenticator.ts";
import { bearerOf } from "./bearer.ts";
import { checking, issuerOf } from "./jwt_authenticator.ts";
import { OWN_ISSUER, type OwnTokens } from "./own_tokens.ts";
import { makePrincipal } from "./principal.ts";

/** Takes the tokens that tasker issues itself. What a session's user may do is asked for, not read from the token. */
export class OwnTokenAuthenticator implements Authenticator {
  readonly #sql: Sql;
  readonly #tokens: OwnTokens;

  /** Makes it. */
  constructor(sql: Sql, tokens: OwnTokens) {
    this.#sql = sql;
    this.#tokens = tokens;
  }

  /** The token that a call carries, if it says to be ours. */
  credentialOf(call: CallHead): string | undefined {
    const bearer = bearerOf(call);
    return bearer !== undefined && issuerOf(bearer) === OWN_ISSUER ? bearer : undefined;
  }

  /** Checks signature, claims and session. */
  async verify(token: string): Promise<Verified> {
    const { sub = "", sid, jti = "", exp = 0, scopes, namespaces } = await checking(() =>
      this.#tokens.check(token)
    );
    const lifeSeconds = exp - Date.now() / 1000;
    if (typeof sid === "string") {
      const session = await verifySession(this.#sql, sid);
      if (session?.status !== "active") {
        throw new TaskerError("TK601", `Cannot take the token: its session is ${session?.status ?? "gone"}`, {
          hint: "Sign in again.",
        });
      }
      const principal = makePrincipal(`user:${session.username}`, "user", toGrants(session.grants));
      const sessionSeconds = (session.expires_at.getTime() - Date.now()) / 1000;
      return { principal, tag: `session:${sid}`, lifeSeconds: Math.min(lifeSeconds, sessionSeconds) };
    }
    if (await isTokenRevoked(this.#sql, jti)) {
      throw new TaskerError("TK601", "Cannot take the token: it was revoked", { hint: "Get a new one." });
    }
    const limits = Array.isArray(namespaces) ? namespaces : null;
    const { grants } = await getAccessGrants(this.#sql, scopes as string[], limits);
    return {
      principal: makePrincipal(`token:${sub}`, "jwt", toGrants(grants)),
      tag: `token:${jti}`,
      lifeSeconds,
    };
  }
}
