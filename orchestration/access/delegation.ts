import { TaskerError } from "../../core/errors.ts";
import type { Queryable } from "../../sql/connect.ts";
import { getAccessGrants, toGrants } from "./access_store.ts";
import { listApiKeys } from "./key_store.ts";
import { type NamespaceScope, type Principal, scopeOf } from "./principal.ts";
import { listUsers } from "./user_store.ts";

/** What is handed out: what a key, a user or a role allows. */
export interface Handed {
  /** Roles and permissions. */
  readonly scopes: readonly string[];
  /** What they reach at most; `null` for all. */
  readonly namespaces?: readonly string[] | null | undefined;
}

/**
 * Refuses to hand out what the caller itself does not have. Whoever manages who may call must not come by more with a key,
 * a role or the password of somebody else; nor make less of a user or a role first, take it, and wait until somebody
 * gives it back what it had.
 *
 * @param sql Connection to ask on.
 * @param principal The caller.
 * @param handed What it wants to hand out; undefined where there is no such key or user, which others say.
 * @throws {TaskerError} `TK602` when that is more than it has.
 */
export async function refuseMoreThanOwn(
  sql: Queryable,
  principal: Principal,
  handed: Handed | undefined,
): Promise<void> {
  if (handed === undefined) return;
  const { grants } = await getAccessGrants(sql, handed.scopes, handed.namespaces ?? null);
  const lacking = toGrants(grants).filter(({ permission, namespaces }) =>
    !isWithin(namespaces, scopeOf(principal, permission))
  );
  if (lacking.length === 0) return;
  const names = lacking.map(({ permission }) => permission).join(", ");
  throw new TaskerError(
    "TK602",
    `Cannot give or take ${names}: "${principal.subject}" has not all of it itself`,
    { hint: "Ask somebody who has it, or use `tasker auth` on the database." },
  );
}

/** What an API key allows that can still be used. */
export async function handedByKey(sql: Queryable, prefix: string): Promise<Handed | undefined> {
  const keys = await listApiKeys(sql, false);
  return keys.find((key) => key.prefix === prefix || key.apiKeyUuid === prefix);
}

/** What a user may do. */
export async function handedByUser(sql: Queryable, username: string): Promise<Handed | undefined> {
  const users = await listUsers(sql);
  return users.find((user) => user.username === username);
}

function isWithin(part: NamespaceScope, whole: NamespaceScope): boolean {
  return whole === "all" || part !== "all" && part.every((namespace) => whole.includes(namespace));
}
