import { getLogger } from "@logtape/logtape";
import type { Sql } from "postgres";
import type { AuthConfig } from "../../config/components/auth.ts";
import type { WebConfig } from "../../config/components/web.ts";
import type { Breaker } from "../../core/breaker.ts";
import { ManagedService } from "../../core/service.ts";
import type { Subscription } from "../../sql/listener.ts";
import { call } from "../calls/call.ts";
import type { Authenticator, Authorizer } from "./authenticator.ts";
import { Door } from "./door.ts";

/** Channel on which the database tells what was revoked. */
const CHANNEL = "tasker_access";

/** How often what is too old leaves the log of calls, in milliseconds. */
const PRUNE_MS = 3_600_000;

const log = getLogger(["tasker", "access"]);

/** Options for {@linkcode AccessControl}. */
export interface AccessControlOptions {
  /** Pool of the API. */
  readonly sql: Sql;
  /** Who may call. */
  readonly auth: AuthConfig;
  /** Origins, proxies and limits of callers. */
  readonly web: Pick<WebConfig, "corsOrigins" | "corsMaxAgeSeconds" | "trustedProxies" | "rateLimits">;
  /** Stands before the address of the keys of bearer tokens. */
  readonly jwksBreaker?: Breaker | undefined;
  /** Takes credentials of your own, before the built-in kinds are tried. */
  readonly authenticators?: readonly Authenticator[];
  /** Has the last word on every call that needs a permission. */
  readonly authorizer?: Authorizer;
}

/** The middleware of an access control: for `createApp`, not for who embeds it. */
export let doorOf: (access: AccessControl) => Door;

/**
 * Decides who gets in: security headers, CORS, rate limits, credentials, permissions, namespaces, and the log of calls, for
 * every route and before anything of a body is read. Hand it to `createApp`, and start it before the server.
 */
export class AccessControl extends ManagedService {
  static {
    doorOf = (access) => access.#door;
  }

  readonly #options: AccessControlOptions;
  readonly #door: Door;
  #pruning: ReturnType<typeof setInterval> | undefined;

  /** Makes it. */
  constructor(options: AccessControlOptions) {
    super();
    this.#options = options;
    this.#door = new Door(options);
  }

  /** What a `Listener` is to hear for it; without one, what is revoked is taken until `auth.cache_seconds` are over. */
  get subscription(): Subscription {
    return {
      channels: { [CHANNEL]: (tag) => this.#door.forget(tag) },
      onListening: () => this.#door.forget(""),
    };
  }

  /** Sets how long the log of calls is kept. */
  protected override async up(): Promise<void> {
    const { sql, auth } = this.#options;
    await call(sql)`select tasker_v1.configure_access(${auth.audit.keepDays})`;
    this.#door.uses.start();
    this.#pruning = setInterval(() => void this.#prune(), PRUNE_MS);
  }

  /** Ends the streams that are open, and writes down what keys were used. */
  protected override async down(): Promise<void> {
    clearInterval(this.#pruning);
    this.#door.endStreams();
    await this.#door.uses.stop();
  }

  async #prune(): Promise<void> {
    try {
      await call(this.#options.sql)`select tasker_v1.prune_call_audit()`;
    } catch (error) {
      log.warn("Cannot remove old calls from the log of calls: {error}", { error });
    }
  }
}
