import { decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";
import type { Sql } from "postgres";
import type { AuthJwtConfig } from "../../config/components/auth.ts";
import type { Breaker } from "../../core/breaker.ts";
import { TaskerError } from "../../core/errors.ts";
import { getAccessGrants, isTokenRevoked, toGrants } from "./access_store.ts";
import type { Authenticator, CallHead, Verified } from "./authenticator.ts";
import { bearerOf } from "./bearer.ts";
import { jwtKeys } from "./jwt_keys.ts";
import { OWN_ISSUER } from "./own_tokens.ts";
import { makePrincipal } from "./principal.ts";

/** Takes bearer tokens (JWT) that another system issues. Source: RFC 7519, RFC 8725. */
export class JwtAuthenticator implements Authenticator {
  readonly #sql: Sql;
  readonly #config: AuthJwtConfig;
  readonly #keys: JWTVerifyGetKey;

  /** Makes it; keys are read or fetched with the first token. A breaker stands before where they are fetched. */
  constructor(sql: Sql, config: AuthJwtConfig, breaker?: Breaker) {
    this.#sql = sql;
    this.#config = config;
    this.#keys = jwtKeys(config, breaker);
  }

  /** The token that a call carries, if it is a JWT that somebody else issued. */
  credentialOf(call: CallHead): string | undefined {
    const bearer = bearerOf(call);
    return bearer !== undefined && issuerOf(bearer) !== OWN_ISSUER ? bearer : undefined;
  }

  /** Checks signature and claims, then asks what its scopes allow. */
  async verify(token: string): Promise<Verified> {
    const payload = await this.#checked(token);
    if (payload.jti !== undefined && await isTokenRevoked(this.#sql, payload.jti)) {
      throw new TaskerError("TK601", "Cannot take the token: it was revoked", { hint: "Get a new one." });
    }
    const scopes = [
      ...namesIn(payload[this.#config.permissionsClaim]),
      ...namesIn(payload[this.#config.rolesClaim]),
    ];
    const limits = payload[this.#config.namespacesClaim];
    const { grants, unknown_scopes } = await getAccessGrants(
      this.#sql,
      scopes,
      limits === undefined ? null : namesIn(limits),
    );
    if (unknown_scopes.length > 0 && this.#config.refuseUnknownScopes) {
      throw new TaskerError(
        "TK601",
        `Cannot take the token: nobody knows the scopes ${unknown_scopes.join(", ")}`,
        {
          hint:
            "See `tasker auth permissions`, or set auth.jwt.refuse_unknown_scopes to false to pass over them.",
        },
      );
    }
    return {
      principal: makePrincipal(`jwt:${payload.sub}`, "jwt", toGrants(grants)),
      tag: `token:${payload.jti ?? ""}`,
      lifeSeconds: (payload.exp ?? 0) + this.#config.leewaySeconds - Date.now() / 1000,
    };
  }

  async #checked(token: string): Promise<JWTPayload> {
    const { algorithms, issuer = "", audience = "", leewaySeconds } = this.#config;
    const { payload } = await checking(() =>
      jwtVerify(token, this.#keys, {
        algorithms: [...algorithms],
        issuer,
        audience,
        clockTolerance: leewaySeconds,
        requiredClaims: ["exp", "sub"],
      })
    );
    return payload;
  }
}

/** Who says to have issued a token; nothing is checked. */
export function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/**
 * Turns what is wrong with a token into an error of ours. What exactly is wrong with a signature is not told.
 *
 * @throws {TaskerError} `TK601` for a bad token, `TK503` when the issuer's keys cannot be had.
 */
export async function checking<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new TaskerError("TK601", "Cannot take the token: it has expired", { hint: "Get a new one." });
    }
    if (error instanceof errors.JWTClaimValidationFailed) {
      throw new TaskerError("TK601", `Cannot take the token: its claim "${error.claim}" is not right`, {
        hint: "It must be for this service, from its issuer, and begun.",
      });
    }
    if (isAboutKeys(error)) {
      throw new TaskerError("TK503", "Cannot check the token: the issuer's keys cannot be had", {
        hint: "Try again in a moment.",
        cause: error,
      });
    }
    throw new TaskerError("TK601", "Cannot take the token: it is malformed, or its signature is not right", {
      hint: "Send a token of the issuer as `Authorization: Bearer …`.",
    });
  }
}

/** Whether keys could not be had at all, as opposed to a token that none of them fits: nobody can say whether it is good. */
function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code; // what jose says of an answer that is no 200 or no JSON
}

/** Names in a claim: a list, or a text with spaces between them. */
function namesIn(claim: unknown): string[] {
  if (typeof claim === "string") return claim.split(/\s+/).filter((name) => name !== "");
  return Array.isArray(claim) ? claim.filter((name) => typeof name === "string") : [];
}
