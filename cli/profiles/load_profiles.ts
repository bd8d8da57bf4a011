import { dirname, join } from "@std/path";
import { interpolate } from "../../config/interpolate.ts";
import { isTable, parseToml, TomlSyntaxError, type TomlTable } from "../../config/toml.ts";
import { nearestName } from "../../core/nearest_name.ts";
import { present } from "../../core/present.ts";
import { UsageError } from "../usage_error.ts";
import { type Profile, PROFILE_KEYS, type Profiles } from "./profile.ts";

/** Reads an environment variable; empty counts as not set. */
export type Env = (name: string) => string | undefined;

/** The variables of this process. */
export const processEnv: Env = (name) => Deno.env.get(name) || undefined;

/**
 * Where a person's profiles stand: `TASKER_PROFILES`, else `tasker/profiles.toml` in the folder for configuration.
 *
 * @param env The variables.
 */
export function profilesPath(env: Env = processEnv): string {
  const named = env("TASKER_PROFILES");
  if (named !== undefined) return named;
  const folder = env("XDG_CONFIG_HOME") ??
    (Deno.build.os === "windows" ? env("APPDATA") : join(env("HOME") ?? ".", ".config"));
  return join(folder ?? ".", "tasker", "profiles.toml");
}

/**
 * Reads the profiles of a person; a file that is not there holds none.
 *
 * @param env The variables, also those that the file refers to with `${NAME}`.
 * @returns The profiles.
 * @throws {UsageError} When the file cannot be read, or something in it is wrong.
 */
export async function loadProfiles(env: Env = processEnv): Promise<Profiles> {
  const path = profilesPath(env);
  const text = await readFile(path);
  if (text === undefined) return { path, standard: undefined, byName: new Map() };
  const { default: standard, profile: tables = {}, ...rest } = parsed(path, text);
  const faults = Object.keys(rest).map((key) => unknownKey(key, ["default", "profile"]));
  if (!isTable(tables)) faults.push('"profile" must hold tables: [profile.NAME]');
  const byName = new Map<string, Profile>();
  for (const [name, table] of Object.entries(isTable(tables) ? tables : {})) {
    const wrong = isTable(table) ? profileFaults(table) : ["must be a table"];
    faults.push(...wrong.map((fault) => `profile.${name}: ${fault}`));
    if (isTable(table) && wrong.length === 0) byName.set(name, toProfile(name, table, env));
  }
  if (
    standard !== undefined && !(typeof standard === "string" && byName.has(standard)) && faults.length === 0
  ) {
    faults.push(`default: there is no profile "${standard}"${suggestion(String(standard), byName.keys())}`);
  }
  if (faults.length === 0) return { path, standard: standard as string | undefined, byName };
  throw new UsageError(`Cannot use the profiles in "${path}": ${faults.join("; ")}`);
}

/**
 * Finds a profile by name.
 *
 * @throws {UsageError} When there is none of that name.
 */
export function requireProfile({ byName, path }: Profiles, name: string): Profile {
  const profile = byName.get(name);
  if (profile !== undefined) return profile;
  const near = nearestName(name, byName.keys());
  const names = [...byName.keys()];
  throw new UsageError(
    `Unknown profile "${name}"`,
    near !== undefined
      ? `Did you mean "${near}"?`
      : names.length > 0
      ? `There is ${names.join(", ")} in ${path}.`
      : `There are no profiles in ${path}: tasker profile add ${name} --server URL`,
  );
}

/** Writes the text of a file that only its owner may read. */
export async function writeProfiles(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, text, { mode: 0o600 });
  await Deno.rename(draft, path);
}

/** Reads a file; undefined when it is not there. */
export async function readFile(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new UsageError(`Cannot read "${path}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parsed(path: string, text: string): TomlTable {
  try {
    return parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlSyntaxError)) throw error;
    const place = error.line === undefined ? path : `${path}:${error.line}`;
    throw new UsageError(`Cannot read the profiles in "${place}": ${error.message}`);
  }
}

function profileFaults(table: TomlTable): string[] {
  const faults = Object.keys(table).filter((key) => !(key in PROFILE_KEYS))
    .map((key) => unknownKey(key, Object.keys(PROFILE_KEYS)));
  for (const key of Object.keys(PROFILE_KEYS)) {
    const kind = key === "timeout_seconds" ? "number" : "string";
    if (table[key] !== undefined && typeof table[key] !== kind) faults.push(`"${key}" must be a ${kind}`);
  }
  const seconds = table["timeout_seconds"];
  if (typeof seconds === "number" && !(seconds >= 1 && seconds <= 3600)) {
    faults.push('"timeout_seconds" must be from 1 to 3600');
  }
  if ((table["server"] === undefined) === (table["database_url"] === undefined)) {
    faults.push('must have either "server" or "database_url"');
  }
  if (table["api_key"] !== undefined && table["token"] !== undefined) {
    faults.push('must not have both "api_key" and "token"');
  }
  return faults;
}

function toProfile(name: string, table: TomlTable, env: Env): Profile {
  const late: string[] = [];
  const values = interpolate(table, env, () => undefined, (key, reason) => late.push(`"${key}" ${reason}`));
  const text = (key: keyof typeof PROFILE_KEYS) => values[key] as string | undefined;
  return present({
    name,
    server: text("server"),
    databaseUrl: text("database_url"),
    apiKey: text("api_key"),
    token: text("token"),
    timeoutSeconds: values["timeout_seconds"] as number | undefined,
    description: text("description"),
    faults: late,
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key "${key}"${suggestion(key, known)}`;
}

function suggestion(name: string, names: Iterable<string>): string {
  const near = nearestName(name, names);
  return near === undefined ? "" : `, did you mean "${near}"?`;
}
