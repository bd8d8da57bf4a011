import { toCamelCase } from "../../core/case.ts";
import type { Queryable } from "../../sql/connect.ts";
import { call, only } from "../calls/call.ts";

/** A user as it is shown: everything but the password's hash. */
export interface UserView {
  /** Which user. */
  readonly userUuid: string;
  /** Name to sign in with. */
  readonly username: string;
  /** Whether it may sign in. */
  readonly status: "active" | "locked" | "disabled";
  /** Roles and permissions. */
  readonly scopes: readonly string[];
  /** What it reaches at most; `null` for all. */
  readonly namespaces: readonly string[] | null;
  /** When it was made: ISO 8601. */
  readonly createdAt: string;
  /** When it signed in last. */
  readonly lastLoginAt: string | null;
}

/** What a new user is to be. */
export interface UserRequest {
  /** Name to sign in with. */
  readonly username: string;
  /** Hash of the password, by `hashPassword`. */
  readonly passwordHash: string;
  /** Roles and permissions, `@namespace` behind one limits it. */
  readonly scopes: readonly string[];
  /** What it reaches at most; empty for all. */
  readonly namespaces: readonly string[];
  /** Who asks. */
  readonly by: string;
}

/** What to change of a user; what is left out stays. */
export interface UserChanges {
  /** Hash of a new password; ends its sessions. */
  readonly passwordHash?: string | undefined;
  /** Roles and permissions; `namespaces` is taken with them. */
  readonly scopes?: readonly string[] | undefined;
  /** What it reaches at most; empty for all. */
  readonly namespaces?: readonly string[] | undefined;
  /** Whether it may not sign in any more; ends its sessions. `false` lifts a lock as well. */
  readonly isDisabled?: boolean | undefined;
  /** Who asks. */
  readonly by: string;
}

/** A role. */
export interface RoleView {
  /** Its name. */
  readonly role: string;
  /** What it is for. */
  readonly description: string | null;
  /** What it allows. */
  readonly permissions: readonly string[];
  /** Whether every installation has it. */
  readonly isBuiltIn: boolean;
}

/** A session: from a login to its end. */
export interface SessionView {
  /** Which session. */
  readonly sessionUuid: string;
  /** Whose. */
  readonly username: string;
  /** Whether its tokens are taken. */
  readonly status: "active" | "revoked" | "expired" | "disabled";
  /** When it began: ISO 8601. */
  readonly createdAt: string;
  /** When it ends at the latest. */
  readonly expiresAt: string;
  /** When its tokens were changed last. */
  readonly refreshedAt: string | null;
  /** When it was ended before. */
  readonly revokedAt: string | null;
  /** Why. */
  readonly revokedWhy: string | null;
}

/**
 * Makes a user who signs in with a name and a password. Source: `sql/functions/access/create_access_user.sql`.
 *
 * @throws {TaskerError} `TK001` bad name or scopes, `TK206` the name is taken.
 */
export function createUser(sql: Queryable, request: UserRequest): Promise<UserView> {
  const { username, passwordHash, scopes, namespaces, by } = request;
  return one(call(sql)`
    select tasker_v1.create_access_user(${username}, ${passwordHash}, ${scopes as string[]}::text[],
             ${limitsOf(namespaces)}::text[], ${by}) as view`);
}

/**
 * Changes a user. Source: `sql/functions/access/update_access_user.sql`.
 *
 * @throws {TaskerError} `TK001` bad scopes, `TK109` no such user.
 */
export function updateUser(sql: Queryable, username: string, changes: UserChanges): Promise<UserView> {
  const { passwordHash = null, scopes = null, namespaces = [], isDisabled = null, by } = changes;
  return one(call(sql)`
    select tasker_v1.update_access_user(${username}, ${passwordHash}, ${scopes as string[] | null}::text[],
             ${limitsOf(namespaces)}::text[], ${isDisabled}, ${by}) as view`);
}

/** Lists users by name. Source: `sql/functions/access/list_access_users.sql`. */
export async function listUsers(sql: Queryable): Promise<UserView[]> {
  const rows = await call(sql)<{ view: object }>`select l.view from tasker_v1.list_access_users() l (view)`;
  return rows.map(({ view }) => toCamelCase<UserView>(view));
}

/** Lists the roles, the built-in ones first. Source: `sql/functions/access/list_access_roles.sql`. */
export async function listRoles(sql: Queryable): Promise<RoleView[]> {
  return toCamelCase<RoleView[]>(await call(sql)`select * from tasker_v1.list_access_roles()`);
}

/**
 * Makes a role of the installation's own, or changes it. Source: `sql/functions/access/set_access_role.sql`.
 *
 * @throws {TaskerError} `TK001` bad name, the name of a built-in role, or an unknown permission.
 */
export async function setRole(
  sql: Queryable,
  role: string,
  { permissions, description = null, by }: {
    readonly permissions: readonly string[];
    readonly description?: string | null | undefined;
    readonly by: string;
  },
): Promise<RoleView> {
  await call(
    sql,
  )`select tasker_v1.set_access_role(${role}, ${permissions as string[]}::text[], ${description}, ${by})`;
  return only((await listRoles(sql)).filter((view) => view.role === role));
}

/**
 * Removes a role of the installation's own. Source: `sql/functions/access/drop_access_role.sql`.
 *
 * @returns Whether there was one.
 */
export async function dropRole(sql: Queryable, role: string, by: string): Promise<boolean> {
  const rows = await call(sql)<
    { dropped: boolean }
  >`select tasker_v1.drop_access_role(${role}, ${by}) as dropped`;
  return only(rows).dropped;
}

/**
 * Lists sessions, the newest first. Source: `sql/functions/access/list_access_sessions.sql`.
 *
 * @param sql Connection to call on.
 * @param filter Whose, whether those that are over too, and how many: 1 to 1000.
 */
export async function listSessions(
  sql: Queryable,
  { username = null, withEnded, limit }: {
    readonly username?: string | undefined | null;
    readonly withEnded: boolean;
    readonly limit: number;
  },
): Promise<SessionView[]> {
  const rows = await call(sql)<{ view: object }>`
    select to_jsonb(l) as view from tasker_v1.list_access_sessions(${username}, ${withEnded}, ${limit}) l`;
  return rows.map(({ view }) => toCamelCase<SessionView>(view));
}

/**
 * Ends a session at once, everywhere. Source: `sql/functions/access/revoke_access_session.sql`.
 *
 * @returns Whether it was open.
 */
export async function endSession(
  sql: Queryable,
  sessionUuid: string,
  { why, by }: { readonly why: string; readonly by: string },
): Promise<boolean> {
  const rows = await call(sql)<{ ended: boolean }>`
    select tasker_v1.revoke_access_session(${sessionUuid}, ${why}, ${by}) as ended`;
  return only(rows).ended;
}

/**
 * Ends a bearer token by its id, whoever issued it. Source: `sql/functions/access/revoke_access_token.sql`.
 *
 * @param sql Connection to call on.
 * @param tokenId Its claim `jti`.
 * @param options Days after which it has expired anyway; who asks.
 * @returns Whether it was not revoked before.
 */
export async function revokeToken(
  sql: Queryable,
  tokenId: string,
  { days, by }: { readonly days: number; readonly by: string },
): Promise<boolean> {
  const rows = await call(sql)<{ revoked: boolean }>`
    select tasker_v1.revoke_access_token(${tokenId}, now() + make_interval(days => ${days}::integer), ${by}) as revoked`;
  return only(rows).revoked;
}

/** Namespaces as the database takes them: `null` for all. */
function limitsOf(namespaces: readonly string[]): string[] | null {
  return namespaces.length === 0 ? null : namespaces as string[];
}

async function one(rows: Promise<object[]>): Promise<UserView> {
  return toCamelCase<UserView>((only(await rows) as { view: object }).view);
}
