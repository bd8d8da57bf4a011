import { TaskerError } from "../errors.ts";
import type { Sealed } from "./sealed.ts";

/** Keys to seal and open values with, as they are configured. */
export interface SecretsOptions {
  /** Id of the key that new values are sealed with; none: this process seals nothing. */
  readonly activeKey?: string | undefined;
  /** Keys by id, 32 bytes each, base64; those of older values are kept until they are rotated. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Where a value belongs; bound into the ciphertext, which opens nowhere else. */
export interface SealedPlace {
  /** Namespace of the template. */
  readonly namespace: string;
  /** Name of the template, whatever its version. */
  readonly taskName: string;
  /** Name of the step whose result it is; none: the context. */
  readonly stepName?: string | undefined;
  /** Where in the context or the result: the pointer that the template declares. */
  readonly pointer: string;
}

const IV_BYTES = 12;
const KEY_BYTES = 32;

/** Seals values with AES-256-GCM, and opens them. */
export class Keyring {
  readonly #keys: ReadonlyMap<string, Promise<CryptoKey>>;
  /** Id of the key that values are sealed with. */
  readonly activeKey: string | undefined;

  /**
   * Makes a keyring.
   *
   * @param options Keys, and which is the active one.
   * @throws {RangeError} If a key is not 32 bytes of base64, or there is no active key of that id; no key is quoted.
   */
  constructor({ activeKey, keys }: SecretsOptions) {
    if (activeKey !== undefined && !Object.hasOwn(keys, activeKey)) {
      throw new RangeError(`Cannot use the secret keys: none has the id "${activeKey}" of the active one`);
    }
    this.activeKey = activeKey;
    this.#keys = new Map(Object.entries(keys).map(([kid, key]) => [kid, imported(kid, key)]));
  }

  /** Ids of the keys. */
  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  /**
   * Seals a value.
   *
   * @param json The value, as JSON text.
   * @param place Where it belongs.
   * @throws {TaskerError} `TK520` when no key is the active one.
   */
  async seal(json: string, place: SealedPlace): Promise<Sealed> {
    const kid = this.activeKey;
    if (kid === undefined) {
      throw new TaskerError("TK520", `Cannot seal ${nameOf(place)}: no secret key is the active one`, {
        hint: "Set secrets.active_key and secrets.keys: docs/secrets.md.",
      });
    }
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(json);
    const key = await this.#keys.get(kid)!;
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: bound(place) },
      key,
      plain,
    );
    return { $sealed: { kid, iv: iv.toBase64(), ct: new Uint8Array(sealed).toBase64() } };
  }

  /**
   * Opens a sealed value.
   *
   * @param sealed The value.
   * @param place Where it was found.
   * @returns What was sealed, as JSON text.
   * @throws {TaskerError} `TK520` when its key is not among the keys, `TK521` when it was changed, or sealed for
   * another place.
   */
  async open({ $sealed: { kid, iv, ct } }: Sealed, place: SealedPlace): Promise<string> {
    const key = await this.#keys.get(kid);
    if (key === undefined) {
      throw new TaskerError("TK520", `Cannot open ${nameOf(place)}: there is no secret key "${kid}"`, {
        hint: `Add the key "${kid}" to secrets.keys.`,
      });
    }
    try {
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: Uint8Array.fromBase64(iv), additionalData: bound(place) },
        key,
        Uint8Array.fromBase64(ct),
      );
      return new TextDecoder().decode(plain);
    } catch (cause) {
      throw new TaskerError(
        "TK521",
        `Cannot open ${
          nameOf(place)
        }: it was changed, or sealed for another place or with another key "${kid}"`,
        {
          cause,
          hint: "Look at who can write to the database, and whether the key of that id was replaced.",
        },
      );
    }
  }
}

function nameOf({ namespace, taskName, stepName, pointer }: SealedPlace): string {
  const whole = stepName === undefined ? "the context" : `the result of step "${stepName}"`;
  return `"${pointer}" in ${whole} of "${namespace}/${taskName}"`;
}

function bound({ namespace, taskName, stepName, pointer }: SealedPlace): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(["tasker", namespace, taskName, stepName ?? null, pointer]));
}

function imported(kid: string, key: string): Promise<CryptoKey> {
  const bytes = bytesOf(key);
  if (bytes?.length !== KEY_BYTES) {
    throw new RangeError(`Cannot use the secret key "${kid}": it must be ${KEY_BYTES} bytes in base64`);
  }
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return undefined;
  }
}
