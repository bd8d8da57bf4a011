import type { Principal } from "./principal.ts";

/** What an authenticator may look at: nothing of the body. */
export interface CallHead {
  /** HTTP method. */
  readonly method: string;
  /** Path of the URL. */
  readonly path: string;
  /** Address of the caller, behind trusted proxies. */
  readonly address: string;
  /** Gives a header, by its name in any case. */
  readonly header: (name: string) => string | undefined;
}

/** A credential that was found good. */
export interface Verified {
  /** Who shows it. */
  readonly principal: Principal;
  /** What it is forgotten by when it is revoked: `key:<uuid>`, `session:<uuid>`, `token:<jti>`. */
  readonly tag: string;
  /** How long it is good for, in seconds. */
  readonly lifeSeconds: number;
  /** The key that was used, for its "last used". */
  readonly apiKeyUuid?: string;
}

/**
 * Finds out who calls. Implement it to take credentials of your own, and pass it to `AccessControl`.
 *
 * @example
 * ```ts ignore
 * const byMesh: Authenticator = {
 *   credentialOf: (call) => call.header("x-mesh-identity"),
 *   async verify(identity) { … return { principal, tag: identity, lifeSeconds: 60 }; },
 * };
 * ```
 */
export interface Authenticator {
  /** The credential of its own kind that a call carries; undefined when there is none. Must be cheap. */
  credentialOf(call: CallHead): string | undefined;
  /**
   * Finds out whose a credential is. The answer is kept for seconds, so it is not asked for every call.
   *
   * @throws {TaskerError} `TK601` when it is not good.
   */
  verify(credential: string, call: CallHead): Promise<Verified>;
}

/** What an authorizer decides on. */
export interface Authorization {
  /** Who calls, with the namespaces in which it holds the route's permission. */
  readonly principal: Principal;
  /** What the route asks for. */
  readonly permission: string;
  /** The route: `PATCH /v1/tasks/{task_uuid}/workflow_steps/{step_uuid}`. */
  readonly route: string;
  /** Parameters of its path. */
  readonly params: Readonly<Record<string, string>>;
  /** The call's head. */
  readonly call: CallHead;
}

/**
 * Has the last word on a call, after permission and namespaces were found right. Implement it for rules of your own (times
 * of day, a second factor for sensitive templates) and pass it to `AccessControl`.
 */
export interface Authorizer {
  /**
   * Lets a call through.
   *
   * @throws {TaskerError} `TK602` to refuse it.
   */
  authorize(authorization: Authorization): void | Promise<void>;
}
