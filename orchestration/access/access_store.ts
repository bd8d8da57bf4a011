import type { Queryable } from "../../sql/connect.ts";
import { call } from "../calls/call.ts";
import type { Permission } from "./permissions.ts";
import type { Grant } from "./principal.ts";

/** Grants as the database writes them. */
export type GrantRows = readonly {
  readonly permission: string;
  readonly namespaces: readonly string[] | null;
}[];

/** A key that somebody showed, and what it turned out to be. */
export interface VerifiedKey {
  /** Which key. */
  readonly api_key_uuid: string;
  /** What it is for. */
  readonly name: string;
  /** Its visible part. */
  readonly prefix: string;
  /** Whether it is good. */
  readonly status: "active" | "expired" | "revoked";
  /** When it ends. */
  readonly expires_at: Date | null;
  /** What it allows. */
  readonly grants: GrantRows;
}

/** A session, and whose it is. */
export interface VerifiedSession {
  /** Whether it is open. */
  readonly status: "active" | "revoked" | "expired" | "disabled";
  /** Whose. */
  readonly user_uuid: string;
  /** Whose. */
  readonly username: string;
  /** When it ends at the latest. */
  readonly expires_at: Date;
  /** What the user may do. */
  readonly grants: GrantRows;
}

/** What came of changing a refresh token. */
export interface RefreshedSession extends Omit<VerifiedSession, "status"> {
  /** `rotated`, or why not. */
  readonly outcome: "rotated" | "unknown" | "expired" | "reused" | "revoked" | "disabled";
  /** Which session. */
  readonly session_uuid: string;
}

/** Turns grants as the database writes them into grants. */
export function toGrants(rows: GrantRows): Grant[] {
  return rows.map(({ permission, namespaces }) => ({
    permission: permission as Permission,
    namespaces: namespaces ?? "all",
  }));
}

/** Looks a key up by its hash. Source: `sql/functions/access/verify_api_key.sql`. */
export async function verifyApiKey(sql: Queryable, hash: Uint8Array): Promise<VerifiedKey | undefined> {
  const [row] = await call(sql)<VerifiedKey>`select * from tasker_v1.verify_api_key(${hash as never})`;
  return row;
}

/** Writes down that keys were used. Source: `sql/functions/access/touch_api_keys.sql`. */
export async function touchApiKeys(
  sql: Queryable,
  uses: readonly { readonly uuid: string; readonly secondsAgo: number }[],
): Promise<void> {
  const uuids = uses.map(({ uuid }) => uuid);
  const ages = uses.map(({ secondsAgo }) => String(secondsAgo)); // the driver knows arrays of text, not of numbers
  await call(sql)`select tasker_v1.touch_api_keys(${uuids}::uuid[], ${ages}::text[]::double precision[])`;
}

/** What scopes allow, and which of them nobody knows. Source: `sql/functions/access/get_access_grants.sql`. */
export async function getAccessGrants(
  sql: Queryable,
  scopes: readonly string[],
  namespaces: readonly string[] | null,
): Promise<{ readonly grants: GrantRows; readonly unknown_scopes: readonly string[] }> {
  const [row] = await call(sql)<{ grants: GrantRows; unknown_scopes: string[] }>`
    select * from tasker_v1.get_access_grants(${scopes as string[]}::text[], ${namespaces as string[]}::text[])`;
  return row ?? { grants: [], unknown_scopes: [] };
}

/** Whether a bearer token was revoked. Source: `sql/functions/access/is_access_token_revoked.sql`. */
export async function isTokenRevoked(sql: Queryable, tokenId: string): Promise<boolean> {
  const [row] = await call(sql)<{ revoked: boolean }>`
    select tasker_v1.is_access_token_revoked(${tokenId}) as revoked`;
  return row?.revoked ?? false;
}

/** Looks a session up. Source: `sql/functions/access/verify_access_session.sql`. */
export async function verifySession(
  sql: Queryable,
  sessionUuid: string,
): Promise<VerifiedSession | undefined> {
  const [row] = await call(sql)<
    VerifiedSession
  >`select * from tasker_v1.verify_access_session(${sessionUuid})`;
  return row;
}

/** To which namespaces a thing belongs; `null` when there is none. Source: `sql/functions/access/get_access_namespaces.sql`. */
export async function getAccessNamespaces(
  sql: Queryable,
  kind: "task" | "step" | "dlq_entry" | "worker",
  uuid: string,
): Promise<readonly string[] | null> {
  const [row] = await call(sql)<{ namespaces: string[] | null }>`
    select tasker_v1.get_access_namespaces(${kind}, ${uuid}) as namespaces`;
  return row?.namespaces ?? null;
}
