import type { Queryable } from "../../sql/connect.ts";
import { toCamelCase } from "../../core/case.ts";
import { call, only } from "../calls/call.ts";
import type { NewApiKey } from "./api_key.ts";

/** A key as it is shown: everything but its hash. */
export interface ApiKeyView {
  /** Which key. */
  readonly apiKeyUuid: string;
  /** What it is for. */
  readonly name: string;
  /** Its visible part. */
  readonly prefix: string;
  /** Whether it is good. */
  readonly status: "active" | "expired" | "revoked";
  /** Roles and permissions. */
  readonly scopes: readonly string[];
  /** What it reaches at most; `null` for all. */
  readonly namespaces: readonly string[] | null;
  /** When it was made: ISO 8601. */
  readonly createdAt: string;
  /** Who made it. */
  readonly createdBy: string | null;
  /** When it ends; `null` for never. */
  readonly expiresAt: string | null;
  /** When it was used last, within half a minute. */
  readonly lastUsedAt: string | null;
}

/** What a new key is to be. */
export interface ApiKeyRequest {
  /** What it is for. */
  readonly name: string;
  /** Roles and permissions, `@namespace` behind one limits it. */
  readonly scopes: readonly string[];
  /** What it reaches at most; empty for all. */
  readonly namespaces: readonly string[];
  /** Days until it ends; undefined for never. */
  readonly days: number | undefined;
  /** Who asks. */
  readonly by: string;
}

/**
 * Makes a key known by its hash. Source: `sql/functions/access/create_api_key.sql`.
 *
 * @throws {TaskerError} `TK001` for scopes that nobody knows, and the like.
 */
export function createApiKey(sql: Queryable, made: NewApiKey, request: ApiKeyRequest): Promise<ApiKeyView> {
  const { name, scopes, namespaces, days = null, by } = request;
  const limits = namespaces.length === 0 ? null : namespaces as string[];
  return one(call(sql)`
    select tasker_v1.create_api_key(${name}, ${made.prefix}, ${made
    .hash as never}, ${scopes as string[]}::text[],
             ${limits}::text[], now() + make_interval(secs => ${days}::double precision * 86400), ${by}) as view`);
}

/**
 * Makes a new key that allows what an old one does. Source: `sql/functions/access/rotate_api_key.sql`.
 *
 * @param sql Connection to call on.
 * @param prefix The old key: its visible part, or its uuid.
 * @param made The new key.
 * @param options How long the old one works on, in hours, 0 to 2160; who asks.
 * @throws {TaskerError} `TK108` no such key, `TK207` it has ended.
 */
export function rotateApiKey(
  sql: Queryable,
  prefix: string,
  made: NewApiKey,
  options: { readonly overlapHours: number; readonly by: string },
): Promise<ApiKeyView> {
  return one(call(sql)`
    select tasker_v1.rotate_api_key(${prefix}, ${made.prefix}, ${made.hash as never},
             make_interval(secs => ${options.overlapHours}::double precision * 3600), null, ${options.by}) as view`);
}

/**
 * Ends a key at once. Source: `sql/functions/access/revoke_api_key.sql`.
 *
 * @throws {TaskerError} `TK108` no such key, `TK207` it has ended.
 */
export function revokeApiKey(sql: Queryable, prefix: string, by: string): Promise<ApiKeyView> {
  return one(call(sql)`select tasker_v1.revoke_api_key(${prefix}, ${by}) as view`);
}

/** Lists keys, the newest first. Source: `sql/functions/access/list_api_keys.sql`. */
export async function listApiKeys(sql: Queryable, withEnded: boolean): Promise<ApiKeyView[]> {
  const rows = await call(sql)<
    { view: object }
  >`select l.view from tasker_v1.list_api_keys(${withEnded}) l (view)`;
  return rows.map(({ view }) => toCamelCase<ApiKeyView>(view));
}

async function one(rows: Promise<object[]>): Promise<ApiKeyView> {
  return toCamelCase<ApiKeyView>((only(await rows) as { view: object }).view);
}
