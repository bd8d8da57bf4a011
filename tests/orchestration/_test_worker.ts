import type { Json } from "../../core/json.ts";
import type { Claim } from "../../orchestration/calls/claim.ts";
import { claimSteps } from "../../orchestration/calls/claim_steps.ts";
import { registerWorker } from "../../orchestration/calls/register_worker.ts";
import { Works } from "../../orchestration/calls/works.ts";
import type { Queryable } from "../../sql/connect.ts";

/** Options for {@linkcode TestWorker.register}. */
export interface TestWorkerOptions {
  /** Whose steps it claims. @default {["tests"]} */
  readonly namespaces?: readonly string[];
  /** How its results are recorded. @default {"inline"} */
  readonly completion?: "inline" | "queued";
}

/** A worker whose handlers are the test itself. */
export class TestWorker {
  /** Its uuid. */
  readonly uuid: string = crypto.randomUUID();
  readonly #sql: Queryable;
  readonly #options: Required<TestWorkerOptions>;
  readonly #works = new Works();

  private constructor(sql: Queryable, options: TestWorkerOptions) {
    this.#sql = sql;
    this.#options = { namespaces: ["tests"], completion: "inline", ...options };
  }

  /** Registers a worker that can run everything. */
  static async register(sql: Queryable, options: TestWorkerOptions = {}): Promise<TestWorker> {
    const worker = new TestWorker(sql, options);
    const { namespaces } = worker.#options;
    await registerWorker(sql, { workerUuid: worker.uuid, namespaces, handlers: null, info: {} });
    return worker;
  }

  /** Claims steps. */
  claim(limit = 1, leaseSeconds = 60): Promise<Claim[]> {
    const { namespaces } = this.#options;
    return claimSteps(this.#sql, {
      workerUuid: this.uuid,
      namespaces,
      limit,
      leaseSeconds,
      works: this.#works,
    });
  }

  /** Reports that steps succeeded, each with this result. */
  async succeed(claims: readonly Claim[], result: Json = null): Promise<void> {
    await this.#report(claims.map(({ stepUuid, attempt }) => ({
      step_uuid: stepUuid,
      attempt,
      success: true,
      result,
    })));
  }

  /** Reports that steps failed. */
  async fail(
    claims: readonly Claim[],
    error: { readonly message: string; readonly retryable: boolean },
  ): Promise<void> {
    await this.#report(
      claims.map(({ stepUuid, attempt }) => ({ step_uuid: stepUuid, attempt, success: false, error })),
    );
  }

  async #report(results: Json): Promise<void> {
    const text = JSON.stringify(results);
    if (this.#options.completion === "inline") {
      await this.#sql`select from tasker_v1.complete_steps(${this.uuid}, ${text}::text::jsonb)`;
    } else {
      await this.#sql`select from tasker_v1.submit_step_results(${this.uuid}, ${text}::text::jsonb)`;
    }
  }
}
