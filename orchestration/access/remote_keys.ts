import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  jwksCache,
  type JWTVerifyGetKey,
} from "jose";
import type { AuthJwtConfig } from "../../config/components/auth.ts";
import type { Breaker } from "../../core/breaker.ts";

/** Longest that fetching an issuer's keys may take, in milliseconds. */
const FETCH_MS = 5000;

/** What was fetched last, as jose keeps it. */
interface KeptKeys {
  /** When, in milliseconds since 1970. */
  uat?: number;
  /** What came. */
  jwks?: JSONWebKeySet;
}

/** The part of the configuration that says how long keys are good. */
export type RemoteKeysConfig = Pick<
  AuthJwtConfig,
  "jwksCacheSeconds" | "jwksCooldownSeconds" | "jwksStaleSeconds"
>;

/**
 * Finds keys at an address, which is asked when its last answer is old, and when a token names a key that is not in it, but
 * never more often than configured. While the address does not answer, its last answer is good for some time longer.
 *
 * @param url Where an issuer publishes its keys: JWKS, RFC 7517.
 * @param config How long an answer is good, and how long in need.
 * @param breaker Stands before the address.
 */
export function remoteKeys(
  url: string,
  config: RemoteKeysConfig,
  breaker: Breaker | undefined,
): JWTVerifyGetKey {
  const kept: KeptKeys = {};
  const fetched = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: config.jwksCacheSeconds * 1000,
    cooldownDuration: config.jwksCooldownSeconds * 1000,
    timeoutDuration: FETCH_MS,
    [jwksCache]: kept as Record<string, never>,
    [customFetch]: (address: string, options: RequestInit) =>
      breaker === undefined ? ask(address, options) : breaker.run(() => ask(address, options)),
  });
  const keptMs = (config.jwksCacheSeconds + config.jwksStaleSeconds) * 1000;
  return async (header, token) => {
    try {
      return await fetched(header, token);
    } catch (error) {
      const { uat = 0, jwks } = kept;
      if (isAboutToken(error) || jwks === undefined || Date.now() - uat > keptMs) throw error;
      try {
        return await createLocalJWKSet(jwks)(header, token);
      } catch (cause) {
        throw cause instanceof errors.JWKSNoMatchingKey ? error : cause; // a new key may be one that cannot be had yet
      }
    }
  };
}

/** Whether the keys were there, and the token does not go with them. */
function isAboutToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
}

/**
 * Asks for keys. What is no answer with keys speaks against the issuer, not against a token, so it is no error of jose's.
 */
async function ask(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`"${url}" answered ${response.status}`);
  try {
    createLocalJWKSet(JSON.parse(text));
  } catch (cause) {
    throw new Error(`"${url}" did not answer with keys`, { cause });
  }
  return new Response(text);
}
