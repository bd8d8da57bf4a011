import { createLocalJWKSet, createRemoteJWKSet, importSPKI, importX509, type JWTVerifyGetKey } from "jose";
import type { AuthJwtConfig } from "../../config/components/auth.ts";

/** Longest that fetching an issuer's keys may take, in milliseconds. */
const FETCH_MS = 5000;

/**
 * Finds the keys that an issuer's tokens are checked with: a shared secret, a file, or an address that is asked again when
 * its answer is old, and when a token names a key that is not in it, but never more often than configured.
 *
 * @param config Where the keys are; exactly one place is named.
 */
export function jwtKeys(config: AuthJwtConfig): JWTVerifyGetKey {
  if (config.secret !== undefined) {
    const secret = new TextEncoder().encode(config.secret);
    return () => secret;
  }
  if (config.jwksUrl !== undefined) {
    return createRemoteJWKSet(new URL(config.jwksUrl), {
      cacheMaxAge: config.jwksCacheSeconds * 1000,
      cooldownDuration: config.jwksCooldownSeconds * 1000,
      timeoutDuration: FETCH_MS,
    });
  }
  if (config.jwksFile !== undefined) return keysOfFile(config.jwksFile, config.jwksCacheSeconds);
  return keyOfPem(config.publicKeyFile ?? "");
}

/** A file of keys, read again when what was read is old. */
function keysOfFile(path: string, cacheSeconds: number): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let readAtMs = 0;
  return async (header, token) => {
    if (keys === undefined || performance.now() - readAtMs > cacheSeconds * 1000) {
      keys = createLocalJWKSet(JSON.parse(await Deno.readTextFile(path)));
      readAtMs = performance.now();
    }
    return await keys(header, token);
  };
}

/** One public key. A key is imported for one algorithm; which ones are taken was checked before. */
function keyOfPem(path: string): JWTVerifyGetKey {
  const imported = new Map<string, CryptoKey>();
  return async ({ alg = "" }) => {
    const known = imported.get(alg);
    if (known !== undefined) return known;
    const pem = await Deno.readTextFile(path);
    const key = await (pem.includes("BEGIN CERTIFICATE") ? importX509(pem, alg) : importSPKI(pem, alg));
    imported.set(alg, key);
    return key;
  };
}
