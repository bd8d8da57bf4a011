import type { TaskerError } from "../errors.ts";
import { isWritten, parseExactly } from "../exact_json.ts";
import { isObject } from "../json.ts";
import type { Keyring, SealedPlace } from "./keyring.ts";
import { placesOf, pointerOf } from "./pointer.ts";
import { isSealed, type Sealed } from "./sealed.ts";

/** Whose context or result a value is. */
export type SealedWhole = Omit<SealedPlace, "pointer">;

/** A value whose sealed parts were opened. */
export interface Opened {
  /** The value. */
  readonly value: unknown;
  /** What was sealed in it. */
  readonly secrets: readonly unknown[];
}

/**
 * Seals what stands at some places of a value.
 *
 * @param json The value, as JSON text; what is not sealed keeps every digit.
 * @param pointers Where; places that are not there are passed over.
 * @param keyring Keys.
 * @param whole Whose value it is.
 * @returns The value, for `JSON.stringify`.
 * @throws {TaskerError} `TK520` when there is something to seal and no key is the active one.
 */
export async function sealValue(
  json: string,
  pointers: readonly string[],
  keyring: Keyring,
  whole: SealedWhole,
): Promise<unknown> {
  const root = { root: parseExactly(json) };
  for (const pointer of pointers) {
    await Promise.all(
      placesOf(root, pointer).map(async ({ value, put }) => {
        put(await keyring.seal(JSON.stringify(value), { ...whole, pointer }));
      }),
    );
  }
  return root.root;
}

/**
 * Opens every sealed value in a value.
 *
 * @param value Any JSON; not changed.
 * @param keyring Keys.
 * @param whole Whose value it is.
 * @throws {TaskerError} `TK520` when a key is missing, `TK521` when a value was changed or moved.
 */
export async function openValue(value: unknown, keyring: Keyring, whole: SealedWhole): Promise<Opened> {
  const secrets: unknown[] = [];
  const opened = await mapSealed(value, async (sealed, pointer) => {
    const secret: unknown = JSON.parse(await keyring.open(sealed, { ...whole, pointer }));
    secrets.push(secret);
    return secret;
  });
  return { value: opened, secrets };
}

/**
 * Seals anew, with the active key, what is sealed with another one at some places of a value.
 *
 * @param json The value, as JSON text.
 * @param pointers Where.
 * @param keyring Both keys.
 * @param whole Whose value it is.
 * @returns The value, as JSON text.
 * @throws {TaskerError} As {@linkcode openValue}.
 */
export async function resealValue(
  json: string,
  pointers: readonly string[],
  keyring: Keyring,
  whole: SealedWhole,
): Promise<string> {
  const root = { root: parseExactly(json) };
  for (const pointer of pointers) {
    const place = { ...whole, pointer };
    await Promise.all(
      placesOf(root, pointer).map(async ({ value, put }) => {
        if (!isSealed(value) || value.$sealed.kid === keyring.activeKey) return;
        put(await keyring.seal(await keyring.open(value, place), place));
      }),
    );
  }
  return JSON.stringify(root.root);
}

/** Makes a copy with something else in the place of each sealed value. */
async function mapSealed(
  value: unknown,
  map: (sealed: Sealed, pointer: string) => Promise<unknown>,
  keys: readonly string[] = [],
): Promise<unknown> {
  if (isSealed(value)) return await map(value, pointerOf(keys));
  if (Array.isArray(value)) return await Promise.all(value.map((entry) => mapSealed(entry, map, keys)));
  if (!isObject(value) || isWritten(value)) return value;
  const members = await Promise.all(
    Object.entries(value).map(async ([key, member]) => [key, await mapSealed(member, map, [...keys, key])]),
  );
  return Object.fromEntries(members);
}

/**
 * Tells whether what did not open may open later: a missing key may come with the next release of the configuration, but a
 * value that was changed stays so.
 *
 * @param error What {@linkcode openValue} threw.
 */
export function mayOpenLater(error: TaskerError): boolean {
  return error.code === "TK520";
}
