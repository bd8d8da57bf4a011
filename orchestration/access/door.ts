import type { Context, MiddlewareHandler } from "hono";
import type { AuthConfig } from "../../config/components/auth.ts";
import { type ErrorKind, TaskerError } from "../../core/errors.ts";
import { METRICS } from "../../core/telemetry/metrics.ts";
import { ANYONE, type ApiEnv } from "../http/api_env.ts";
import type { AccessControlOptions } from "./access_control.ts";
import { Authentication, builtInAuthenticators } from "./authentication.ts";
import type { CallHead, Verified } from "./authenticator.ts";
import { CallLog } from "./call_log.ts";
import { ClientAddress, networkOf } from "./client_address.ts";
import { KeyUses } from "./key_uses.ts";
import { logCall } from "./log_call.ts";
import { OpenStreams } from "./open_streams.ts";
import { PUBLIC, SIGNED_IN } from "./permissions.ts";
import { type Principal, scopeOf } from "./principal.ts";
import { RateLimiter } from "./rate_limiter.ts";
import { Cors, setRateLimitHeaders, setSecurityHeaders } from "./response_headers.ts";
import { type MatchedRoute, type Routed, RouteTable } from "./route_table.ts";
import { refuseOutOfReach } from "./row_reach.ts";

/** What a call without a credential shows where none is needed. */
const NOBODY: Verified = { principal: ANYONE, tag: "nobody", lifeSeconds: Infinity };

/** What stands before the routes of an application, and decides of each call whether it gets in. */
export class Door {
  /** Which keys were used of late. */
  readonly uses: KeyUses;
  readonly #options: AccessControlOptions;
  readonly #authentication: Authentication;
  readonly #address: ClientAddress;
  readonly #cors: Cors;
  readonly #requests: RateLimiter | undefined;
  readonly #failures: RateLimiter;
  readonly #streams = new OpenStreams();
  readonly #log: CallLog | undefined;
  readonly #narrowed = new WeakMap<Principal, Map<string, Principal>>();

  /** Makes it. */
  constructor(options: AccessControlOptions) {
    const { sql, auth, web, authenticators = [], jwksBreaker } = options;
    this.#options = options;
    this.#authentication = new Authentication([
      ...authenticators,
      ...builtInAuthenticators(sql, auth, jwksBreaker),
    ], auth);
    this.#address = new ClientAddress(web.trustedProxies);
    this.#cors = new Cors(web);
    this.#requests = web.rateLimits.enabled ? RateLimiter.ofRequests(web.rateLimits) : undefined;
    this.#failures = RateLimiter.ofFailures(web.rateLimits);
    this.uses = new KeyUses(sql);
    this.#log = auth.audit.enabled ? new CallLog(sql) : undefined;
  }

  /** Takes a credential not any more that was revoked, and ends what was opened with it; an empty tag means all of them. */
  forget(tag: string): void {
    this.#authentication.forget(tag);
    this.#streams.end(tag);
  }

  /** Ends the streams that are open. */
  endStreams(): void {
    this.#streams.end("");
  }

  /** How it was configured. */
  get config(): AuthConfig {
    return this.#options.auth;
  }

  /** The middleware of an application; put it before all that reads bodies. */
  guard(app: Routed): MiddlewareHandler<ApiEnv> {
    const table = new RouteTable(app);
    return async (c, next) => {
      const startedAtMs = performance.now();
      const head = this.#headOf(c);
      setSecurityHeaders(c, this.#isHttps(c));
      const preflight = this.#cors.answer(c);
      if (preflight !== undefined) return preflight;
      const route = table.routeOf(c);
      const { revocations } = this.#authentication;
      let error: unknown;
      let shown: Verified | undefined;
      try {
        shown = await this.#admit(c, head, route);
      } catch (refusal) {
        countRefusal(refusal, this.#authentication.credentialOf(head) !== undefined);
        error = refusal;
      }
      if (error === undefined) await next();
      if (shown !== undefined && c.res.headers.get("Content-Type")?.startsWith("text/event-stream")) {
        const isSettled = this.#authentication.revocations === revocations;
        c.res = this.#streams.watch(c.res, isSettled ? shown : { ...shown, lifeSeconds: 0 });
      }
      if (this.#log !== undefined) {
        await logCall(this.#log, c, { head, route, startedAtMs, error: error ?? c.error });
      }
      if (error !== undefined) throw error;
    };
  }

  /** Lets a call through; gives the credential that opened the door, if one was needed. */
  async #admit(c: Context<ApiEnv>, head: CallHead, route: MatchedRoute): Promise<Verified | undefined> {
    c.set("principal", ANYONE);
    const shown = await this.#identify(c, head, route);
    const principal = shown?.principal;
    this.#limit(c, principal === undefined ? `address:${networkOf(head.address)}` : principal.subject);
    if (route.permission === PUBLIC) return undefined;
    if (principal === undefined) throw this.#strange(c, undefined);
    c.set("principal", principal);
    if (route.permission === SIGNED_IN) return shown;

    const narrowed = this.#narrow(principal, route);
    c.set("principal", narrowed);
    if (narrowed.namespaces.length === 0) {
      throw new TaskerError(
        "TK602",
        `Cannot ${route.name}: "${principal.subject}" lacks the permission ${route.permission}`,
        {
          hint: "Use a credential that has it; `tasker auth permissions` says which roles do.",
        },
      );
    }
    await refuseOutOfReach(
      this.#options.sql,
      narrowed.namespaces,
      route.params,
      route.permission === "workers:act",
    );
    await this.#options.authorizer?.authorize({
      principal: narrowed,
      permission: route.permission,
      route: route.name,
      params: route.params,
      call: head,
    });
    return shown;
  }

  /** Who calls: undefined when nobody says so. A credential is only looked at where the route asks for one. */
  async #identify(c: Context, head: CallHead, { permission }: MatchedRoute): Promise<Verified | undefined> {
    if (permission === PUBLIC) return undefined;
    const shown = this.#authentication.credentialOf(head);
    if (shown === undefined) return this.#options.auth.mode === "open" ? NOBODY : undefined;
    const verified = shown.known ?? await this.#verify(c, head, shown.verify);
    if (verified.apiKeyUuid !== undefined) this.uses.note(verified.apiKeyUuid);
    return verified;
  }

  /** Guessing is stopped before it reaches the database. */
  async #verify(c: Context, head: CallHead, verify: () => Promise<Verified>): Promise<Verified> {
    this.#refuseGuessing(head.address);
    try {
      return await verify();
    } catch (error) {
      if (!(error instanceof TaskerError) || error.kind !== "unauthenticated") throw error;
      this.#failures.take(networkOf(head.address));
      if (this.#requests !== undefined) {
        setRateLimitHeaders(c, this.#requests.take(`address:${networkOf(head.address)}`));
      }
      throw this.#strange(c, error);
    }
  }

  /** Counts a wrong password or refresh token of an address. */
  countFailure(c: Context): void {
    METRICS.accessRefusals.of("password").add();
    this.#failures.take(networkOf(this.#headOf(c).address));
  }

  /**
   * Refuses an address that had too many wrong passwords of late.
   *
   * @throws {TaskerError} `TK401`.
   */
  refuseGuessing(c: Context): void {
    this.#refuseGuessing(this.#headOf(c).address);
  }

  #refuseGuessing(address: string): void {
    const left = this.#failures.look(networkOf(address));
    if (left.isAllowed) return;
    METRICS.accessRefusals.of("guessing").add();
    throw tooMany(left.retryAfterSeconds, "Too many credentials from here were wrong");
  }

  #limit(c: Context, caller: string): void {
    if (this.#requests === undefined) return;
    const allowance = this.#requests.take(caller);
    setRateLimitHeaders(c, allowance);
    if (!allowance.isAllowed) {
      METRICS.rateLimited.of(caller.startsWith("address:") ? "address" : "principal").add();
      throw tooMany(allowance.retryAfterSeconds, "Too many requests of one caller");
    }
  }

  /** Source: RFC 6750, section 3. */
  #strange(c: Context, error: TaskerError | undefined): TaskerError {
    c.header(
      "WWW-Authenticate",
      `Bearer realm="tasker"${error === undefined ? "" : ', error="invalid_token"'}`,
    );
    return error ?? new TaskerError("TK601", "Cannot let anybody in who does not say who it is", {
      hint: "Send `Authorization: Bearer …` or `X-API-Key: …`; `tasker auth keys create` makes a key.",
    });
  }

  #narrow(principal: Principal, { permission }: MatchedRoute): Principal {
    const known = this.#narrowed.get(principal) ?? new Map<string, Principal>();
    this.#narrowed.set(principal, known);
    const found = known.get(permission);
    if (found !== undefined) return found;
    const narrowed = { ...principal, namespaces: scopeOf(principal, permission as never) };
    known.set(permission, narrowed);
    return narrowed;
  }

  #headOf(c: Context): CallHead {
    const peer = (c.env as { remoteAddr?: { hostname?: string } } | undefined)?.remoteAddr?.hostname ??
      "unknown";
    const address = this.#address.of(peer, c.req.header("x-forwarded-for"));
    return { method: c.req.method, path: c.req.path, address, header: (name) => c.req.header(name) };
  }

  #isHttps(c: Context): boolean {
    const peer = (c.env as { remoteAddr?: { hostname?: string } } | undefined)?.remoteAddr?.hostname;
    if (peer === undefined || !this.#address.isTrusted(peer)) return c.req.url.startsWith("https:");
    return c.req.header("x-forwarded-proto") === "https";
  }
}

/** Why a call was not let in, by the kind of error. */
const REFUSALS: Readonly<Partial<Record<ErrorKind, string>>> = {
  unauthenticated: "invalid",
  forbidden: "forbidden",
  not_found: "out_of_reach",
};

/** Counts who was not let in, by why. */
function countRefusal(refusal: unknown, hasCredential: boolean): void {
  const kind = refusal instanceof TaskerError ? REFUSALS[refusal.kind] : undefined;
  if (kind !== undefined) METRICS.accessRefusals.of(hasCredential ? kind : "missing").add();
}

function tooMany(seconds: number, message: string): TaskerError {
  return new TaskerError("TK401", message, {
    hint: `Try again in ${seconds} seconds.`,
    retryAfterSeconds: seconds,
  });
}
