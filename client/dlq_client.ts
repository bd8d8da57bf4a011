import type {
  DlqChanges,
  DlqEntry,
  DlqFilter,
  DlqStats,
  QueuedInvestigation,
  TaskStaleness,
} from "../core/dlq_entry.ts";
import type { RedrivenTask } from "../core/operation.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path, toQuery } from "./_paths.ts";
import type { Act } from "./steps_client.ts";

/** Investigates tasks that stopped moving; {@linkcode TaskerClient.dlq} is one. */
export class DlqClient {
  readonly #connection: HttpConnection;

  /** Use {@linkcode TaskerClient.dlq}. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  /**
   * Lists investigations, the newest first.
   *
   * @param filter Which ones.
   * @param options How to call.
   * @throws {TaskerError} `TK001` for a value out of range.
   */
  async list(filter: DlqFilter = {}, options?: CallOptions): Promise<DlqEntry[]> {
    return await this.#connection.read(`/v1/dlq${toQuery(filter)}`, options);
  }

  /**
   * Reads the latest investigation of a task.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @throws {TaskerError} `TK106` when the task was never investigated, `TK101` when there is no such task.
   */
  async get(taskUuid: string, options?: CallOptions): Promise<DlqEntry> {
    return await this.#connection.read(path`/v1/dlq/task/${taskUuid}`, options);
  }

  /**
   * Opens an investigation of a task; the task goes on as it does.
   *
   * @param taskUuid The task.
   * @param act Who asks and why.
   * @returns The investigation, new or already open.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async open(taskUuid: string, act: Act): Promise<DlqEntry> {
    return await this.#act(path`/v1/dlq/task/${taskUuid}`, act);
  }

  /**
   * Writes down how an investigation goes, and closes it; the task is left as it is.
   *
   * @param dlqEntryUuid The investigation.
   * @param changes What to write down.
   * @param options How to call.
   * @throws {TaskerError} `TK106` no such investigation, `TK205` it is closed and keeps its status.
   */
  async update(dlqEntryUuid: string, changes: DlqChanges, options?: CallOptions): Promise<DlqEntry> {
    return await this.#connection.send({
      method: "PATCH",
      path: path`/v1/dlq/entry/${dlqEntryUuid}`,
      body: changes,
      options,
    });
  }

  /**
   * Drives a failed task again and closes its investigation: fresh attempts for the steps that failed, or, when the
   * task is over, a new one with the same input.
   *
   * @param taskUuid The task.
   * @param act Who asks and why.
   * @returns The task that runs now.
   * @throws {TaskerError} `TK101` no such task, `TK202` nothing of it failed, or it was redriven already.
   */
  async redrive(taskUuid: string, act: Act): Promise<RedrivenTask> {
    return await this.#act(path`/v1/dlq/task/${taskUuid}/redrive`, act);
  }

  /**
   * Counts investigations by reason and by how they ended.
   *
   * @param options How to call.
   */
  async stats(options?: CallOptions): Promise<DlqStats[]> {
    return await this.#connection.read("/v1/dlq/stats", options);
  }

  /**
   * Lists the open investigations, the most pressing first.
   *
   * @param filter How many at most, 1 to 1,000.
   * @param options How to call.
   */
  async queue(
    filter: { readonly limit?: number | undefined } = {},
    options?: CallOptions,
  ): Promise<QueuedInvestigation[]> {
    return await this.#connection.read(`/v1/dlq/investigation-queue${toQuery(filter)}`, options);
  }

  /**
   * Tells how near to stale the tasks are that are not over, the nearest first.
   *
   * @param filter How many at most, 1 to 1,000.
   * @param options How to call.
   */
  async staleness(
    filter: { readonly limit?: number | undefined } = {},
    options?: CallOptions,
  ): Promise<TaskStaleness[]> {
    return await this.#connection.read(`/v1/dlq/staleness${toQuery(filter)}`, options);
  }

  async #act<Answer>(path: string, act: Act): Promise<Answer> {
    const { by, reason } = act;
    return await this.#connection.send({
      method: "POST",
      path,
      body: { by, reason },
      ifRepeated: "conflict",
      options: act,
    });
  }
}
