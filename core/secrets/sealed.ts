import { isObject } from "../json.ts";

/** An encrypted value as it stands in a context or a result, in the place of the value. */
export interface Sealed {
  /** What a key, a nonce and a ciphertext are. */
  readonly $sealed: {
    /** Id of the key it was encrypted with. */
    readonly kid: string;
    /** Nonce, 12 bytes, base64. */
    readonly iv: string;
    /** Ciphertext and tag (AES-256-GCM) of the value's JSON, base64. */
    readonly ct: string;
  };
}

/** What readers see in the place of a sealed value. */
export const SEALED_SHOWN = "[sealed]";

/** What every JSON text with a sealed value in it contains. */
const MARK = '"$sealed"';

/** A sealed value as it is written; no quotation mark stands unescaped in a JSON text's strings. */
const WRITTEN = /\{\s*"\$sealed":\s*\{[^{}]*\}\s*\}/g;

/** Tells whether a value is a sealed one: `{"$sealed": {"kid", "iv", "ct"}}` and nothing else. */
export function isSealed(value: unknown): value is Sealed {
  if (!isObject(value) || !("$sealed" in value) || Object.keys(value).length !== 1) return false;
  const parts = value.$sealed;
  return isObject(parts) && ["kid", "iv", "ct"].every((name) => typeof parts[name] === "string");
}

/** Tells whether a JSON text may hold sealed values; looks for a word, so a text can be wrongly suspected. */
export function mayHoldSealed(text: string): boolean {
  return text.includes(MARK);
}

/**
 * Puts `"[sealed]"` in the place of sealed values, for readers.
 *
 * @typeParam T What it is; sealed members become text.
 * @param value Any JSON; not changed.
 * @returns The value itself when nothing in it is sealed, else a copy.
 */
export function hideSealed<T>(value: T): T {
  if (isSealed(value)) return SEALED_SHOWN as T;
  if (Array.isArray(value)) {
    const items = value.map(hideSealed);
    return items.every((item, place) => item === value[place]) ? value : items as T;
  }
  if (!isPlain(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    const shown = hideSealed(member);
    if (shown !== member) (copy ??= { ...value })[key] = shown;
  }
  return (copy ?? value) as T;
}

/** As {@linkcode hideSealed}, of JSON text; everything else in it stays as it is written. */
export function hideSealedText(text: string): string {
  return mayHoldSealed(text) ? text.replaceAll(WRITTEN, JSON.stringify(SEALED_SHOWN)) : text;
}

/** Objects that JSON knows; a Date or the like is none. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
