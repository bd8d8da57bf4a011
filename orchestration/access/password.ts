import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { TaskerError } from "../../core/errors.ts";
import { Turns } from "./turns.ts";

/** Cost of a hash: 32 MiB and about 0.1 s. Source: OWASP password storage, scrypt with N=2^15, r=8, p=3. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
type Cost = { readonly N: number; readonly r: number; readonly p: number };
const MAX_MEMORY = 256 * 1024 * 1024;
const HASH_BYTES = 32;

/** Anybody may ask to sign in, so what all who ask together cost has a bound: memory for 4 hashes. */
const turns = new Turns(4, 100, "look at the password");

/** Characters of a password at least. Source: NIST SP 800-63B asks for 8; length is what counts. */
export const MIN_PASSWORD = 12;

/** Characters of a password at most: hashing an endless one would be an attack. */
const MAX_PASSWORD = 1024;

/**
 * Hashes a password with a salt of its own.
 *
 * @param password 12 to 1024 characters.
 * @returns `$scrypt$N$r$p$salt$hash`, salt and hash in base64url.
 * @throws {TaskerError} `TK001` when it is too short or too long, `TK510` when too many others are hashed.
 */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) {
    throw new TaskerError(
      "TK001",
      `Cannot take the password: it must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`,
      {
        hint: "Four or five words that nobody would say together make a good one.",
      },
    );
  }
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ["$scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join(
    "$",
  );
}

/**
 * Checks a password, in a time that says nothing of how wrong it is.
 *
 * @param password What was given.
 * @param stored The hash; for a user that does not exist leave it out: the same work is done and the answer is no.
 * @throws {TaskerError} `TK510` when too many others are checked.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, , N, r, p, salt = "", hash = ""] = (stored ?? "").split("$");
  if (stored === undefined || password.length > MAX_PASSWORD) {
    await derive(password.slice(0, MAX_PASSWORD), Buffer.alloc(16), COST);
    return false;
  }
  const expected = Buffer.from(hash, "base64url");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, "base64url"), cost);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return turns.take(() => scrypted(password, salt, cost));
}

function scrypted(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize("NFKC"), salt, HASH_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, hash) => {
    if (error) reject(error);
    else resolve(hash);
  });
  return promise;
}
