import type { ApiKeyView } from "../../orchestration/access/key_store.ts";
import type { RoleView, SessionView, UserView } from "../../orchestration/access/user_store.ts";

/** What a key or a user may do. */
export interface AccessRequest {
  /** Name of the key or the user. */
  readonly name: string;
  /** Roles and permissions, `@namespace` behind one limits it. */
  readonly scopes: readonly string[];
  /** What it reaches at most; empty for all. */
  readonly namespaces: readonly string[];
}

/** A key that has just been made. */
export interface NewKey extends ApiKeyView {
  /** The key as a whole; it is told this once. */
  readonly key: string;
}

/** Which sessions to list. */
export interface SessionListFilter {
  /** Only of this user. */
  readonly username: string | undefined;
  /** Also those that are over. */
  readonly withEnded: boolean;
  /** Most to list, 1 to 1000. */
  readonly limit: number;
}

/**
 * Who may call, and how that is changed: over HTTP by `HttpAccess`, in the database by `SqlAccess`. Whatever changes
 * something takes a reason, which goes to the log of calls.
 */
export interface AccessOperations {
  /** Lists API keys, the newest first. */
  listKeys(withEnded: boolean): Promise<readonly ApiKeyView[]>;
  /** Makes an API key. */
  createKey(request: AccessRequest & { readonly days: number | undefined }, reason?: string): Promise<NewKey>;
  /** Makes a new key for an old one, which works on for some hours. */
  rotateKey(prefix: string, overlapHours: number, reason?: string): Promise<NewKey>;
  /** Ends a key at once. */
  revokeKey(prefix: string, reason?: string): Promise<ApiKeyView>;

  /** Lists who may sign in. */
  listUsers(): Promise<readonly UserView[]>;
  /** Makes a user. */
  createUser(request: AccessRequest & { readonly password: string }, reason?: string): Promise<UserView>;
  /** Lets a user sign in no more, or again. */
  disableUser(username: string, isDisabled: boolean, reason?: string): Promise<UserView>;

  /** Lists roles, the built-in ones first. */
  listRoles(): Promise<readonly RoleView[]>;
  /** Makes a role of the installation's own, or changes it. */
  setRole(
    role: string,
    allows: { readonly permissions: readonly string[]; readonly description: string | undefined },
    reason?: string,
  ): Promise<RoleView>;
  /** Removes a role of the installation's own; tells whether there was one. */
  dropRole(role: string, reason?: string): Promise<boolean>;

  /** Lists sessions, the newest first. */
  listSessions(filter: SessionListFilter): Promise<readonly SessionView[]>;
  /** Ends a session; tells whether it was open. */
  endSession(sessionUuid: string, reason?: string): Promise<boolean>;

  /** Ends a bearer token; tells whether it was not revoked before. */
  revokeToken(tokenId: string, days: number, reason?: string): Promise<boolean>;
}
