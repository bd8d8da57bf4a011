import { redactor } from "../core/redaction.ts";
import type { Arguments } from "./arguments.ts";
import { type Env, loadProfiles, processEnv, requireProfile } from "./profiles/load_profiles.ts";
import type { Profile } from "./profiles/profile.ts";
import { UsageError } from "./usage_error.ts";

/** A server that commands talk to. */
export interface ServerTarget {
  /** Says that it is one. */
  readonly kind: "server";
  /** URL of the API. */
  readonly url: string;
  /** What named it: `--server`, `profile "prod"`. */
  readonly origin: string;
  /** API key. */
  readonly apiKey?: string | undefined;
  /** Bearer token. */
  readonly token?: string | undefined;
  /** Longest that a call may take. */
  readonly timeoutSeconds?: number | undefined;
}

/** A database that commands talk to. */
export interface DatabaseTarget {
  /** Says that it is one. */
  readonly kind: "database";
  /** Where it is; what the configuration says unless given. */
  readonly url: string | undefined;
  /** What named it: `--database-url`, `profile "local"`, `configuration`. */
  readonly origin: string;
}

/** What a command works against. */
export type Target = ServerTarget | DatabaseTarget;

/**
 * Finds what a command line or the environment names: `--server` or `--database-url`, else the profile of `--profile` or
 * `TASKER_PROFILE`, else `TASKER_SERVER`.
 *
 * @param args The command line.
 * @param env The variables.
 * @returns What is named; undefined when nothing is.
 * @throws {UsageError} When two are named, or the profile cannot be used.
 */
export async function namedTarget(args: Arguments, env: Env = processEnv): Promise<Target | undefined> {
  const [server, databaseUrl, profile] = ["server", "database-url", "profile"].map((name) => args.text(name));
  const given = [["--server", server], ["--database-url", databaseUrl], ["--profile", profile]]
    .flatMap(([name, value]) => value === undefined ? [] : [name]);
  if (given.length > 1) throw new UsageError(`Options ${given.join(" and ")} exclude each other`);
  if (server !== undefined) return serverTarget(server, "--server", {}, env);
  if (databaseUrl !== undefined) return { kind: "database", url: databaseUrl, origin: "--database-url" };
  const name = profile ?? env("TASKER_PROFILE");
  if (name !== undefined) return targetOf(requireProfile(await loadProfiles(env), name), env);
  const named = env("TASKER_SERVER");
  return named === undefined ? undefined : serverTarget(named, "TASKER_SERVER", {}, env);
}

/**
 * Finds what commands work against when nothing is named: the database of `DATABASE_URL`, else the standard profile,
 * else the database of the configuration.
 *
 * @param env The variables.
 */
export async function standardTarget(env: Env = processEnv): Promise<Target> {
  const configured: Target = { kind: "database", url: undefined, origin: "configuration" };
  if (env("DATABASE_URL") !== undefined) return configured;
  const profiles = await loadProfiles(env);
  return profiles.standard === undefined
    ? configured
    : targetOf(requireProfile(profiles, profiles.standard), env);
}

/**
 * What a profile names.
 *
 * @throws {UsageError} When it refers to a variable that is not set.
 */
export function targetOf(profile: Profile, env: Env = processEnv): Target {
  const { name, server, databaseUrl, faults } = profile;
  if (faults.length > 0) throw new UsageError(`Cannot use profile "${name}": ${faults.join("; ")}`);
  const origin = `profile "${name}"`;
  if (server === undefined) return { kind: "database", url: databaseUrl, origin };
  return serverTarget(server, origin, profile, env);
}

function serverTarget(
  url: string,
  origin: string,
  { apiKey, token, timeoutSeconds }: Pick<Profile, "apiKey" | "token" | "timeoutSeconds">,
  env: Env,
): ServerTarget {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    const shown = redactor().text(url);
    throw new UsageError(`Cannot use "${shown}" of ${origin}: it must be like http://127.0.0.1:8080`);
  }
  const hasOwn = apiKey !== undefined || token !== undefined;
  return {
    kind: "server",
    url,
    origin,
    apiKey: hasOwn ? apiKey : env("TASKER_API_KEY"),
    token: hasOwn ? token : env("TASKER_API_KEY") === undefined ? env("TASKER_TOKEN") : undefined,
    timeoutSeconds,
  };
}
