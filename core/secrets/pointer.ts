import { isObject } from "../json.ts";

/** One place in a value that a pointer means. */
export interface Place {
  /** The value that stands there. */
  readonly value: unknown;
  /** Puts another in its place. */
  readonly put: (value: unknown) => void;
}

/**
 * Finds the places in a value that a JSON Pointer (RFC 6901) means. The tokens are names of members; a pointer through
 * a list means each of its entries, as paths of searchable attributes do.
 * Source: `sql/functions/secrets/sensitive_path.sql`.
 *
 * @param root What holds the value as its member `root`: the empty pointer means all of it.
 * @param pointer The pointer, `/card/number`.
 * @returns The places that are there; none where a member is missing.
 */
export function placesOf(root: { root: unknown }, pointer: string): Place[] {
  let holders: { readonly holder: Record<string, unknown>; readonly key: string }[] = [
    { holder: root, key: "root" },
  ];
  for (const token of tokensOf(pointer)) {
    holders = holders.flatMap(({ holder, key }) => membersOf(holder[key], token));
  }
  return holders.map(({ holder, key }) => ({
    value: holder[key],
    put: (value) => {
      holder[key] = value;
    },
  }));
}

/** Writes names of members as a pointer. */
export function pointerOf(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The names of members that a pointer consists of. */
export function tokensOf(pointer: string): string[] {
  return pointer.split("/").slice(1).map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function membersOf(value: unknown, key: string): { holder: Record<string, unknown>; key: string }[] {
  return (Array.isArray(value) ? value : [value]).flatMap((entry: unknown) =>
    isObject(entry) && Object.hasOwn(entry, key) ? [{ holder: entry as Record<string, unknown>, key }] : []
  );
}
