import { randomSecret, sha256 } from "./digest.ts";

/** A key that has just been made; the only moment at which it is known as a whole. */
export interface NewApiKey {
  /** The key: `tsk_`, its prefix, `_` and its secret. */
  readonly key: string;
  /** Its visible part, 8 letters and digits: what listings and logs show. */
  readonly prefix: string;
  /** SHA-256 of the key: what the database keeps. */
  readonly hash: Uint8Array<ArrayBuffer>;
}

const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"; // 32 characters, none that is taken for another
const KEY = /^tsk_([a-z0-9]{8})_[A-Za-z0-9_-]{43}$/;

/** Makes a key with 256 random bits. */
export function makeApiKey(): NewApiKey {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const prefix = Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("");
  const key = `tsk_${prefix}_${randomSecret()}`;
  return { key, prefix, hash: sha256(key) };
}

/** Tells whether a credential has the form of a key, without asking the database. */
export function isApiKey(text: string): boolean {
  return KEY.test(text);
}
