import type { Sql } from "postgres";
import type { Breaker } from "../../core/breaker.ts";
import type { AuthConfig } from "../../config/components/auth.ts";
import { ApiKeyAuthenticator } from "./api_key_authenticator.ts";
import type { Authenticator, CallHead, Verified } from "./authenticator.ts";
import { CredentialCache } from "./credential_cache.ts";
import { fingerprint } from "./digest.ts";
import { JwtAuthenticator } from "./jwt_authenticator.ts";
import { OwnTokenAuthenticator } from "./own_token_authenticator.ts";
import { OwnTokens } from "./own_tokens.ts";

/** A credential that a call carries: what it turned out to be, if that is known, and how to find out. */
export interface Shown {
  /** What it is, when it was asked a moment ago. */
  readonly known: Verified | undefined;
  /** Finds out what it is; throws `TK601` when it is not good. */
  readonly verify: () => Promise<Verified>;
}

/** What a credential turned out to be, and when it was asked: `performance.now()`. */
interface Remembered {
  readonly verified: Verified;
  readonly askedMs: number;
}

/** Asks the authenticators in turn, and remembers what they said for seconds. */
export class Authentication {
  readonly #authenticators: readonly Authenticator[];
  readonly #cache: CredentialCache<Remembered>;
  #revocations = 0;

  /**
   * Makes it.
   *
   * @param authenticators Asked in this order; the first that finds a credential of its kind decides.
   * @param config How long and how many answers are remembered.
   */
  constructor(
    authenticators: readonly Authenticator[],
    { cacheSeconds, cacheEntries }: Pick<AuthConfig, "cacheSeconds" | "cacheEntries">,
  ) {
    this.#authenticators = authenticators;
    this.#cache = new CredentialCache(cacheSeconds, cacheEntries);
  }

  /** The credential that a call carries; undefined when there is none that anybody takes. */
  credentialOf(call: CallHead): Shown | undefined {
    for (const [place, authenticator] of this.#authenticators.entries()) {
      const credential = authenticator.credentialOf(call);
      if (credential === undefined) continue;
      const key = `${place}:${fingerprint(credential)}`;
      return {
        known: this.#remembered(key),
        verify: () => this.#verify(authenticator, credential, call, key),
      };
    }
    return undefined;
  }

  /** How often something was revoked so far. Whoever was let in before it moved may show what is revoked now. */
  get revocations(): number {
    return this.#revocations;
  }

  /** Forgets what was revoked; everything for an empty tag. */
  forget(tag: string): void {
    this.#revocations += 1;
    this.#cache.forget(tag);
  }

  async #verify(
    authenticator: Authenticator,
    credential: string,
    call: CallHead,
    key: string,
  ): Promise<Verified> {
    const [revocations, askedMs] = [this.#revocations, performance.now()];
    const verified = await authenticator.verify(credential, call);
    if (this.#revocations === revocations) {
      this.#cache.set(key, { verified, askedMs }, verified.tag, verified.lifeSeconds);
    }
    return verified;
  }

  /** What is remembered has grown older: streams end with the credential, not with what is left of the memory. */
  #remembered(key: string): Verified | undefined {
    const remembered = this.#cache.get(key);
    if (remembered === undefined) return undefined;
    const { verified, askedMs } = remembered;
    return { ...verified, lifeSeconds: verified.lifeSeconds - (performance.now() - askedMs) / 1000 };
  }
}

/** The authenticators that a configuration asks for: API keys always, tokens where there are keys for them. */
export function builtInAuthenticators(
  sql: Sql,
  { jwt, login }: AuthConfig,
  jwksBreaker?: Breaker,
): Authenticator[] {
  const authenticators: Authenticator[] = [new ApiKeyAuthenticator(sql)];
  if (OwnTokens.canSign(login)) authenticators.push(new OwnTokenAuthenticator(sql, new OwnTokens(login)));
  if (jwt.algorithms.length > 0) authenticators.push(new JwtAuthenticator(sql, jwt, jwksBreaker));
  return authenticators;
}
