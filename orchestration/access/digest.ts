import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/**
 * SHA-256 of a text. Right for secrets that a program made with 128 random bits or more; passwords need `hashPassword`.
 *
 * @param text The secret.
 * @returns 32 bytes.
 */
export function sha256(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(text).digest());
}

/** SHA-256 of a text in base64url, as a key of a map that must not hold the secret itself. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** Random bytes as base64url: 32 bytes give 43 characters. */
export function randomSecret(bytes = 32): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("base64url");
}
