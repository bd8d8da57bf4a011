import { isTable, type TomlTable } from "./toml.ts";

/** Called for each reference that cannot be resolved. */
export type OnFault = (key: string, reason: string) => void;

/** Looks up an environment variable. */
export type Lookup = (name: string) => string | undefined;

/** `${NAME}`, `${NAME:-default}`, and anything else that starts like one. */
const REFERENCE = /\$\{(?:([A-Za-z_]\w*)(?::-([^}]*))?\}|[^}]*\}?)/g;

/**
 * Puts environment variables into the strings of a table: `${NAME}` must be set, `${NAME:-default}` may be unset or
 * empty. Values are put in after parsing, so none can add a key or end a string. A string that is one whole reference
 * becomes a number or a boolean where `kindOf` wants one.
 */
export function interpolate(
  table: TomlTable,
  lookup: Lookup,
  kindOf: (key: string) => string | undefined,
  onFault: OnFault,
): TomlTable {
  const resolve = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return resolveText(value, key);
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, `${key}[${index}]`));
    if (!isTable(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map((
        [name, item],
      ) => [name, resolve(item, key === "" ? name : `${key}.${name}`)]),
    );
  };
  const resolveText = (text: string, key: string): unknown => {
    const resolved = text.replaceAll(REFERENCE, (reference, name?: string, fallback?: string) => {
      if (name === undefined) {
        onFault(key, `has "${reference}", which is neither \${NAME} nor \${NAME:-default}`);
        return "";
      }
      const value = lookup(name);
      if (fallback !== undefined) return value === undefined || value === "" ? fallback : value;
      if (value === undefined) onFault(key, `needs the environment variable ${name}, which is not set`);
      return value ?? "";
    });
    return resolved === text ? text : asKind(resolved, kindOf(key));
  };
  return resolve(table, "") as TomlTable;
}

/** Reads text as the kind of value that a key holds; text that is none of it stays text, for validation to refuse. */
function asKind(text: string, kind: string | undefined): unknown {
  if (kind === "boolean" && (text === "true" || text === "false")) return text === "true";
  if ((kind === "integer" || kind === "number") && /^-?\d[\d_]*(\.\d+)?$/.test(text)) {
    return Number(text.replaceAll("_", ""));
  }
  return text;
}
