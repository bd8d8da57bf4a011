import { createLocalJWKSet, errors, importSPKI, importX509, type JWTVerifyGetKey } from "jose";
import type { AuthJwtConfig } from "../../config/components/auth.ts";
import type { Breaker } from "../../core/breaker.ts";
import { remoteKeys } from "./remote_keys.ts";

/**
 * Finds the keys that an issuer's tokens are checked with: a shared secret, a file, or an address.
 *
 * @param config Where the keys are; exactly one place is named.
 * @param breaker Stands before the address.
 */
export function jwtKeys(config: AuthJwtConfig, breaker?: Breaker): JWTVerifyGetKey {
  if (config.secret !== undefined) {
    const secret = new TextEncoder().encode(config.secret);
    return () => secret;
  }
  if (config.jwksUrl !== undefined) return remoteKeys(config.jwksUrl, config, breaker);
  if (config.jwksFile !== undefined) return keysOfFile(config.jwksFile, config);
  return keyOfPem(config.publicKeyFile ?? "", config.algorithms);
}

/** A file of keys, read again when what was read is old, and when a token names a key that is not in it. */
function keysOfFile(
  path: string,
  { jwksCacheSeconds, jwksCooldownSeconds }: AuthJwtConfig,
): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  let readAtMs = -Infinity;
  const read = async (olderThanSeconds: number): Promise<JWTVerifyGetKey> => {
    if (keys !== undefined && performance.now() - readAtMs < olderThanSeconds * 1000) return keys;
    readAtMs = performance.now();
    return keys = createLocalJWKSet(JSON.parse(await Deno.readTextFile(path)));
  };
  return async (header, token) => {
    const known = await read(jwksCacheSeconds);
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const fresh = await read(jwksCooldownSeconds);
      if (fresh === known) throw error;
      return await fresh(header, token);
    }
  };
}

/** One public key. A key is imported for one algorithm; which ones are taken was checked before. */
function keyOfPem(path: string, algorithms: readonly string[]): JWTVerifyGetKey {
  const imported = new Map<string, CryptoKey>();
  return async ({ alg = "" }) => {
    const known = imported.get(alg);
    if (known !== undefined) return known;
    const pem = await Deno.readTextFile(path);
    try {
      const key = await (pem.includes("BEGIN CERTIFICATE") ? importX509(pem, alg) : importSPKI(pem, alg));
      imported.set(alg, key);
      return key;
    } catch (error) {
      if (algorithms.length === 1) throw error; // it fits nothing that is taken: the file is wrong
      throw new errors.JWKSNoMatchingKey(); // it is a key for another of the algorithms
    }
  };
}
