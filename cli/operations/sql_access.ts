import type { Sql, TransactionSql } from "postgres";
import { makeApiKey } from "../../orchestration/access/api_key.ts";
import {
  type ApiKeyView,
  createApiKey,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
} from "../../orchestration/access/key_store.ts";
import { hashPassword } from "../../orchestration/access/password.ts";
import * as users from "../../orchestration/access/user_store.ts";
import { withReason } from "../../orchestration/access/with_reason.ts";
import type { AccessOperations, AccessRequest, NewKey, SessionListFilter } from "./access_operations.ts";

/** {@linkcode AccessOperations} in the database. */
export class SqlAccess implements AccessOperations {
  readonly #sql: Sql;
  readonly #by: string;

  /**
   * Works on a pool.
   *
   * @param sql The pool; whoever made it ends it.
   * @param by Who asks, for the log of calls: `cli:ada`.
   */
  constructor(sql: Sql, by: string) {
    this.#sql = sql;
    this.#by = by;
  }

  async listKeys(withEnded: boolean): Promise<readonly ApiKeyView[]> {
    return await listApiKeys(this.#sql, withEnded);
  }

  async createKey(
    request: AccessRequest & { readonly days: number | undefined },
    reason?: string,
  ): Promise<NewKey> {
    const made = makeApiKey();
    const view = await this.#change(reason, (sql, by) => createApiKey(sql, made, { ...request, by }));
    return { key: made.key, ...view };
  }

  async rotateKey(prefix: string, overlapHours: number, reason?: string): Promise<NewKey> {
    const made = makeApiKey();
    const view = await this.#change(
      reason,
      (sql, by) => rotateApiKey(sql, prefix, made, { overlapHours, by }),
    );
    return { key: made.key, ...view };
  }

  async revokeKey(prefix: string, reason?: string): Promise<ApiKeyView> {
    return await this.#change(reason, (sql, by) => revokeApiKey(sql, prefix, by));
  }

  async listUsers(): Promise<readonly users.UserView[]> {
    return await users.listUsers(this.#sql);
  }

  async createUser(
    { name: username, password, scopes, namespaces }: AccessRequest & { readonly password: string },
    reason?: string,
  ): Promise<users.UserView> {
    const passwordHash = await hashPassword(password);
    return await this.#change(
      reason,
      (sql, by) => users.createUser(sql, { username, passwordHash, scopes, namespaces, by }),
    );
  }

  async disableUser(username: string, isDisabled: boolean, reason?: string): Promise<users.UserView> {
    return await this.#change(reason, (sql, by) => users.updateUser(sql, username, { isDisabled, by }));
  }

  async listRoles(): Promise<readonly users.RoleView[]> {
    return await users.listRoles(this.#sql);
  }

  async setRole(
    role: string,
    allows: { readonly permissions: readonly string[]; readonly description: string | undefined },
    reason?: string,
  ): Promise<users.RoleView> {
    return await this.#change(reason, (sql, by) => users.setRole(sql, role, { ...allows, by }));
  }

  async dropRole(role: string, reason?: string): Promise<boolean> {
    return await this.#change(reason, (sql, by) => users.dropRole(sql, role, by));
  }

  async listSessions(filter: SessionListFilter): Promise<readonly users.SessionView[]> {
    return await users.listSessions(this.#sql, filter);
  }

  async endSession(sessionUuid: string, reason = "ended by an administrator"): Promise<boolean> {
    return await users.endSession(this.#sql, sessionUuid, { why: reason, by: this.#by });
  }

  async revokeToken(tokenId: string, days: number, reason?: string): Promise<boolean> {
    return await this.#change(reason, (sql, by) => users.revokeToken(sql, tokenId, { days, by }));
  }

  #change<Result>(
    reason: string | undefined,
    work: (sql: TransactionSql, by: string) => Promise<Result>,
  ): Promise<Result> {
    return withReason(this.#sql, reason, (sql) => work(sql, this.#by));
  }
}
