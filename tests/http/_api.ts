import { loadConfig } from "../../config/mod.ts";
import { databaseCheck, type HealthCheck } from "../../orchestration/health_check.ts";
import { type App, type AppOptions, createApp } from "../../orchestration/http/app.ts";
import { Health } from "../../orchestration/http/health.ts";
import { checkAnswer } from "./_declared.ts";
import { TestDatabase } from "../_support/database.ts";

/** What the API answered; the body is whatever JSON came, read as the test needs it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests read answers of any shape
  readonly body: any;
}

/** The API on a database of its own, asked without a network: `await using api = await TestApi.create()`. */
export class TestApi implements AsyncDisposable {
  /** The database behind it. */
  readonly db: TestDatabase;
  /** What `/health` tells. */
  readonly health: Health;
  /** The API itself. */
  readonly app: App;

  private constructor(db: TestDatabase, health: Health, app: App) {
    this.db = db;
    this.health = health;
    this.app = app;
  }

  /** Makes the API with the values of the `test` environment. */
  static async create(
    options: Partial<AppOptions> & { readonly checks?: readonly HealthCheck[] } = {},
  ): Promise<TestApi> {
    const db = await TestDatabase.create();
    const { web } = await loadConfig({ environment: "test" });
    const checks = [databaseCheck("web_database", db.sql), ...options.checks ?? []];
    const health = new Health({ version: "0.0.0", environment: "test", checks });
    return new TestApi(db, health, createApp({ sql: db.sql, web, health, ...options }));
  }

  /** Asks with a JSON body, if any. */
  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.askWith(method, path, body === undefined ? undefined : JSON.stringify(body));
  }

  /** Asks with a body as it is. */
  async askWith(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = { "Content-Type": "application/json" },
  ): Promise<Answer> {
    const init = body === undefined ? { method } : { method, body, headers };
    const response = await this.app.fetch(new Request(`http://tasker.test${path}`, init));
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
    checkAnswer(method, path, answer);
    return answer;
  }

  /** Ends the database. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.db[Symbol.asyncDispose]();
  }
}
