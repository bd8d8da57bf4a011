import { SignJWT } from "jose";
import { AccessControl } from "../../orchestration/access/access_control.ts";
import { makeApiKey } from "../../orchestration/access/api_key.ts";
import { hashPassword } from "../../orchestration/access/password.ts";
import type { Authenticator, Authorizer } from "../../orchestration/access/authenticator.ts";
import { loadConfig } from "../../config/mod.ts";
import type { AuthConfig } from "../../config/components/auth.ts";
import type { WebConfig } from "../../config/components/web.ts";
import { type App, createApp } from "../../orchestration/http/app.ts";
import { Health } from "../../orchestration/http/health.ts";
import type { MetricsRouteOptions } from "../../orchestration/http/metrics_route.ts";
import { ApiCaches } from "../../orchestration/sight/api_caches.ts";
import { Listener } from "../../sql/listener.ts";
import { TestDatabase } from "../_support/database.ts";
import { checkAnswer } from "../http/_declared.ts";

/** Secret, issuer and audience of tokens that "another system" issues in the tests. */
export const JWT = {
  secret: "kR7wq2Zx9Lm4Vb8Tn3Jc6Yp1Hs5Fd0Ag",
  issuer: "https://issuer.test/",
  audience: "tasker-test",
};

/** What an API in the tests is made with, besides the values of the `test` environment. */
export interface GuardedOptions {
  readonly auth?: Partial<AuthConfig>;
  readonly web?: Partial<WebConfig>;
  readonly listens?: boolean;
  /** Whether answers are remembered, for seconds. */
  readonly caches?: boolean;
  readonly metrics?: MetricsRouteOptions["access"];
  readonly authenticators?: readonly Authenticator[];
  readonly authorizer?: Authorizer;
}

/** An answer, its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests read answers of any shape
  readonly body: any;
}

/** An API that asks for credentials, on a database of its own. */
export class GuardedApi implements AsyncDisposable {
  readonly db: TestDatabase;
  readonly access: AccessControl;
  readonly app: App;
  readonly #listener: Listener;

  private constructor(db: TestDatabase, access: AccessControl, listener: Listener, app: App) {
    this.db = db;
    this.access = access;
    this.#listener = listener;
    this.app = app;
  }

  static async create(options: GuardedOptions = {}): Promise<GuardedApi> {
    const db = await TestDatabase.create();
    const config = await loadConfig({ environment: "test" });
    const rateLimits = { ...config.web.rateLimits, failuresPerMinute: 10_000 };
    const web = { ...config.web, rateLimits, ...options.web };
    const auth: AuthConfig = {
      ...config.auth,
      mode: "required",
      jwt: { ...config.auth.jwt, algorithms: ["HS256"], ...JWT, leewaySeconds: 0 },
      login: { ...config.auth.login, enabled: true, signingSecret: "Zt4pq8Wn1Xc7Lb3Vm9Rk5Yh2Js6Gd0Qf" },
      ...options.auth,
    };
    const { authenticators = [], authorizer, metrics = "required" } = options;
    const access = new AccessControl({
      sql: db.sql,
      auth,
      web,
      authenticators,
      ...(authorizer === undefined ? {} : { authorizer }),
    });
    const listener = new Listener({
      url: db.url,
      connectTimeoutSeconds: 5,
      subscriptions: [access.subscription],
    });
    if (options.listens) {
      await access.start();
      await listener.start();
    }
    const health = new Health({ version: "0.0.0", environment: "test", checks: [] });
    const app = createApp({
      sql: db.sql,
      web,
      health,
      access,
      metrics: { access: metrics, families: [] },
      config: { environment: "test", values: [] },
      caches: options.caches ? new ApiCaches(config.caches, () => true) : undefined,
    });
    return new GuardedApi(db, access, listener, app);
  }

  /** Makes a key; gives it as a whole. */
  async key(
    scopes: string[],
    namespaces: string[] | null = null,
    expires: string | null = null,
  ): Promise<string> {
    const { key, prefix, hash } = makeApiKey();
    await this.db
      .sql`select tasker_v1.create_api_key(${prefix}, ${prefix}, ${hash as never}, ${scopes}::text[],
                        ${namespaces}::text[], ${expires}::timestamptz)`;
    return key;
  }

  async user(username: string, password: string, scopes: string[]): Promise<void> {
    await this.db.sql`select tasker_v1.create_access_user(${username}, ${await hashPassword(
      password,
    )}, ${scopes}::text[])`;
  }

  async ask(
    method: string,
    path: string,
    credential?: string,
    body?: string,
    headers: Record<string, string> = {},
    peer = "192.0.2.7",
  ): Promise<Answer> {
    const init = {
      method,
      headers: {
        ...(credential === undefined ? {} : { Authorization: `Bearer ${credential}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    };
    const response = await this.app.fetch(new Request(`http://tasker.test${path}`, init), {
      remoteAddr: { hostname: peer },
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const answer = {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== "" ? JSON.parse(text) : text,
    };
    if (response.ok) checkAnswer(method, path, answer);
    return answer;
  }

  /** Asks for something, and reads the text of the answer; of a stream that does not end, what comes first. */
  async first(path: string, credential: string): Promise<{ status: number; text: string }> {
    const request = new Request(`http://tasker.test${path}`, {
      headers: { Authorization: `Bearer ${credential}` },
    });
    const response = await this.app.fetch(request, { remoteAddr: { hostname: "192.0.2.7" } });
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
      return { status: response.status, text: await response.text() };
    }
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return { status: response.status, text: new TextDecoder().decode(value) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.access.stop();
    await this.#listener.stop();
    await this.db[Symbol.asyncDispose]();
  }
}

/** A token of the other system, with these claims over good ones. */
export function token(claims: Record<string, unknown>, secret: string = JWT.secret): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sub: "ada", iss: JWT.issuer, aud: JWT.audience, exp: now + 60, ...claims })
    .setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
}
