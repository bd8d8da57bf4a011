import { importPKCS8, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { createPublicKey } from "node:crypto";
import type { AuthLoginConfig } from "../../config/components/auth.ts";
import { TaskerError } from "../../core/errors.ts";

/** Issuer and audience of the tokens that tasker makes itself. */
export const OWN_ISSUER = "tasker";

/** What a token that is not of a session says. */
export interface TokenScopes {
  /** Whom it is for: the `sub`. */
  readonly subject: string;
  /** Roles and permissions. */
  readonly scopes: readonly string[];
  /** Namespaces that it reaches at most; `null` for all. */
  readonly namespaces: readonly string[] | null;
  /** Its life in seconds. */
  readonly seconds: number;
}

/** A token that has just been made. */
export interface NewToken {
  /** The token. */
  readonly token: string;
  /** Its id, by which it can be revoked: the `jti`. */
  readonly tokenId: string;
  /** When it ends, as ISO 8601. */
  readonly expiresAt: string;
}

interface Keys {
  readonly algorithm: "HS256" | "EdDSA";
  readonly sign: CryptoKey | Uint8Array;
  readonly verify: CryptoKey | Uint8Array;
}

/** Makes and checks the tokens that tasker issues itself: access tokens of sessions, and tokens made by hand. */
export class OwnTokens {
  readonly #config: AuthLoginConfig;
  #keys: Promise<Keys> | undefined;

  /** Makes it; the key is read with the first token. */
  constructor(config: AuthLoginConfig) {
    this.#config = config;
  }

  /** Whether there is a key to sign with. */
  static canSign({ signingSecret, signingKeyFile }: AuthLoginConfig): boolean {
    return signingSecret !== undefined || signingKeyFile !== undefined;
  }

  /** Makes an access token of a session; what it allows is asked for anew whenever it is checked. */
  makeAccessToken(username: string, sessionUuid: string): Promise<NewToken> {
    return this.#sign({ sub: username, sid: sessionUuid }, this.#config.accessTokenSeconds);
  }

  /** Makes a token that carries what it allows. */
  makeToken({ subject, scopes, namespaces, seconds }: TokenScopes): Promise<NewToken> {
    return this.#sign({ sub: subject, scopes, ...(namespaces === null ? {} : { namespaces }) }, seconds);
  }

  /** Checks signature and claims of a token; throws what `jose` throws. */
  async check(token: string): Promise<JWTPayload> {
    const { algorithm, verify } = await this.#load();
    const { payload } = await jwtVerify(token, verify, {
      algorithms: [algorithm],
      issuer: OWN_ISSUER,
      audience: OWN_ISSUER,
      requiredClaims: ["exp", "sub", "jti"],
    });
    return payload;
  }

  async #sign(claims: JWTPayload, seconds: number): Promise<NewToken> {
    const { algorithm, sign } = await this.#load();
    const tokenId = crypto.randomUUID();
    const nowSeconds = Math.floor(Date.now() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ: "JWT" })
      .setIssuer(OWN_ISSUER).setAudience(OWN_ISSUER).setJti(tokenId)
      .setIssuedAt(nowSeconds).setExpirationTime(nowSeconds + seconds)
      .sign(sign);
    return { token, tokenId, expiresAt: new Date((nowSeconds + seconds) * 1000).toISOString() };
  }

  #load(): Promise<Keys> {
    return this.#keys ??= readKeys(this.#config);
  }
}

async function readKeys({ signingSecret, signingKeyFile }: AuthLoginConfig): Promise<Keys> {
  if (signingSecret !== undefined) {
    const secret = new TextEncoder().encode(signingSecret);
    return { algorithm: "HS256", sign: secret, verify: secret };
  }
  if (signingKeyFile === undefined) {
    throw new TaskerError("TK001", "Cannot make tokens: there is no key to sign with", {
      hint: "Set auth.login.signing_secret or auth.login.signing_key_file.",
    });
  }
  const pem = await Deno.readTextFile(signingKeyFile);
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  return {
    algorithm: "EdDSA",
    sign: await importPKCS8(pem, "EdDSA"),
    verify: await crypto.subtle.importKey("spki", new Uint8Array(spki), { name: "Ed25519" }, false, [
      "verify",
    ]),
  };
}
