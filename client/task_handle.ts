import { TaskerError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { TaskView } from "../core/wire.ts";
import type { CallOptions } from "./connection_options.ts";
import type { WaitOptions } from "./_wait.ts";
import type { TaskerClient } from "./tasker_client.ts";

/** What a {@linkcode TaskHandle} needs of a client. */
type Client = Pick<TaskerClient, "get" | "wait" | "cancel">;

/** Results of a task whose definition is not at hand, by step name. */
export type AnyResults = Readonly<Record<string, Json>>;

/**
 * A task that was created or named: waits for its end, gives its results.
 *
 * @typeParam Results Result of each step, by name; known where the task was created from what `defineTask` makes.
 */
export class TaskHandle<Results = AnyResults> {
  /** The task. */
  readonly taskUuid: string;
  /** False when the task existed already; true for a handle that was made from a uuid. */
  readonly created: boolean;
  readonly #client: Client;

  /** Use {@linkcode TaskerClient.create} or {@linkcode TaskerClient.task}. */
  constructor(client: Client, taskUuid: string, created = true) {
    this.#client = client;
    this.taskUuid = taskUuid;
    this.created = created;
  }

  /**
   * Reads the task with its steps, their results, and every transition.
   *
   * @param options How to call.
   */
  async get(options?: CallOptions): Promise<TaskView> {
    return await this.#client.get(this.taskUuid, options);
  }

  /**
   * Waits until the task is over, or blocked by failures.
   *
   * @param options How long, and how.
   * @returns The task; its `status` says how it ended.
   */
  async wait(options?: WaitOptions): Promise<TaskView> {
    return await this.#client.wait(this.taskUuid, options);
  }

  /**
   * Waits until the task is complete, and gives what its steps returned.
   *
   * @param options How long, and how.
   * @returns The result of each step by name; null for a step that returned nothing or was resolved by hand.
   * @throws {TaskerError} `TK202` when it ended otherwise or is blocked; `faults` lists each failed step and why.
   */
  async result(options?: WaitOptions): Promise<Results> {
    const task = await this.wait(options);
    const steps = task.steps ?? [];
    if (task.status === "complete" || task.status === "resolved_manually") {
      return Object.fromEntries(steps.map(({ name, results }) => [name, results ?? null])) as Results;
    }
    const faults = steps.flatMap(({ name, currentState, error }) =>
      currentState === "error" ? [{ path: name, reason: error?.message ?? "failed" }] : []
    );
    const reasons = faults.map(({ path, reason }) => `: step "${path}" failed: ${reason}`).slice(0, 1).join(
      "",
    );
    throw new TaskerError(
      "TK202",
      `Cannot give the result of task "${this.taskUuid}": it is ${task.status}${reasons}`,
      {
        ...(faults.length === 0 ? {} : { details: JSON.stringify(faults) }),
        hint: task.status === "blocked_by_failures" ? "Reset or resolve the steps that failed." : undefined,
      },
    );
  }

  /**
   * Cancels the task with all its live steps.
   *
   * @param reason Why, for the record; up to 500 characters.
   * @param options How to call.
   * @returns The task.
   */
  async cancel(reason?: string, options?: CallOptions): Promise<TaskView> {
    return await this.#client.cancel(this.taskUuid, reason, options);
  }
}
