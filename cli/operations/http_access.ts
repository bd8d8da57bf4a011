import { path, toQuery } from "../../client/_paths.ts";
import type { ApiRequest, HttpConnection } from "../../client/http_connection.ts";
import type { ApiKeyView } from "../../orchestration/access/key_store.ts";
import type { RoleView, SessionView, UserView } from "../../orchestration/access/user_store.ts";
import type { AccessOperations, AccessRequest, NewKey, SessionListFilter } from "./access_operations.ts";

/** {@linkcode AccessOperations} over HTTP. */
export class HttpAccess implements AccessOperations {
  readonly #connection: HttpConnection;

  /** Works on a connection. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  async listKeys(withEnded: boolean): Promise<readonly ApiKeyView[]> {
    return await this.#connection.read(`/v1/auth/keys${toQuery({ all: withEnded })}`, undefined);
  }

  async createKey(
    { name, scopes, namespaces, days }: AccessRequest & { readonly days: number | undefined },
    reason?: string,
  ): Promise<NewKey> {
    const body = { name, scopes, ...limits(namespaces), days };
    return await this.#change({ method: "POST", path: "/v1/auth/keys", body, ifRepeated: "effect" }, reason);
  }

  async rotateKey(prefix: string, overlapHours: number, reason?: string): Promise<NewKey> {
    const place = path`/v1/auth/keys/${prefix}/rotate`;
    return await this.#change(
      { method: "POST", path: place, body: { overlapHours }, ifRepeated: "effect" },
      reason,
    );
  }

  async revokeKey(prefix: string, reason?: string): Promise<ApiKeyView> {
    return await this.#change(
      { method: "DELETE", path: path`/v1/auth/keys/${prefix}`, ifRepeated: "conflict" },
      reason,
    );
  }

  async listUsers(): Promise<readonly UserView[]> {
    return await this.#connection.read("/v1/auth/users", undefined);
  }

  async createUser(
    { name: username, password, scopes, namespaces }: AccessRequest & { readonly password: string },
    reason?: string,
  ): Promise<UserView> {
    const body = { username, password, scopes, ...limits(namespaces) };
    return await this.#change(
      { method: "POST", path: "/v1/auth/users", body, ifRepeated: "conflict" },
      reason,
    );
  }

  async disableUser(username: string, isDisabled: boolean, reason?: string): Promise<UserView> {
    return await this.#change(
      { method: "PATCH", path: path`/v1/auth/users/${username}`, body: { isDisabled } },
      reason,
    );
  }

  async listRoles(): Promise<readonly RoleView[]> {
    return await this.#connection.read("/v1/auth/roles", undefined);
  }

  async setRole(
    role: string,
    allows: { readonly permissions: readonly string[]; readonly description: string | undefined },
    reason?: string,
  ): Promise<RoleView> {
    return await this.#change({ method: "PUT", path: path`/v1/auth/roles/${role}`, body: allows }, reason);
  }

  async dropRole(role: string, reason?: string): Promise<boolean> {
    const { removed } = await this.#change<{ removed: boolean }>(
      { method: "DELETE", path: path`/v1/auth/roles/${role}`, ifRepeated: "effect" },
      reason,
    );
    return removed;
  }

  async listSessions({ username, withEnded, limit }: SessionListFilter): Promise<readonly SessionView[]> {
    const query = toQuery({ username, all: withEnded, limit });
    return await this.#connection.read(`/v1/auth/sessions${query}`, undefined);
  }

  async endSession(sessionUuid: string, reason?: string): Promise<boolean> {
    const { ended } = await this.#change<{ ended: boolean }>(
      { method: "DELETE", path: path`/v1/auth/sessions/${sessionUuid}`, ifRepeated: "effect" },
      reason,
    );
    return ended;
  }

  async revokeToken(tokenId: string, days: number, reason?: string): Promise<boolean> {
    const { revoked } = await this.#change<{ revoked: boolean }>(
      {
        method: "POST",
        path: path`/v1/auth/tokens/${tokenId}/revoke`,
        body: { days },
        ifRepeated: "effect",
      },
      reason,
    );
    return revoked;
  }

  /** The reason stands in the query: a header holds no letters beyond those of western Europe. */
  async #change<Answer>(request: ApiRequest, reason: string | undefined): Promise<Answer> {
    return await this.#connection.send({ ...request, path: request.path + toQuery({ reason }) });
  }
}

/** Namespaces as the API takes them: none for all. */
function limits(namespaces: readonly string[]): { readonly namespaces?: readonly string[] } {
  return namespaces.length === 0 ? {} : { namespaces };
}
