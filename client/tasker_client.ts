import { toSnakeCase } from "../core/case.ts";
import { pause } from "../core/pause.ts";
import type { CreatedTask, TaskRequest, TaskView } from "../core/wire.ts";
import { toQuery } from "./_query.ts";
import { type ConnectionOptions, HttpConnection } from "./http_connection.ts";
import type { TaskFilter, TaskPage } from "./task_filter.ts";

/** Options for {@linkcode TaskerClient.wait}. */
export interface WaitOptions {
  /**
   * Longest time between two looks, in milliseconds; the first looks are closer.
   *
   * @default {1000}
   */
  readonly pollMs?: number;
  /** Ends the wait: `AbortSignal.timeout(60_000)`. None: it waits as long as it takes. */
  readonly signal?: AbortSignal;
}

/** Time between the first looks of {@linkcode TaskerClient.wait}, in milliseconds. */
const FIRST_POLL_MS = 20;

/** A client of tasker's HTTP API. Stateless: one serves a whole program. */
export class TaskerClient {
  readonly #connection: HttpConnection;

  /**
   * Makes a client; nothing is sent before the first call.
   *
   * @param options Where the API is, and how to ask it.
   */
  constructor(options: ConnectionOptions) {
    this.#connection = new HttpConnection(options);
  }

  /**
   * Creates a task. With an `idempotencyKey` it is safe to call again: the same task is given.
   *
   * @param request What to run, on what.
   * @returns The task; `created` is false when it existed already.
   * @throws {TaskerError} `TK003` context fails the schema, `TK103` no such template, `TK001` to `TK006` else.
   */
  async create<Context>(request: TaskRequest<Context>): Promise<TaskView & { readonly created: boolean }> {
    return await this.#connection.send({ method: "POST", path: "/v1/tasks", body: request });
  }

  /**
   * Creates several tasks, all or none.
   *
   * @param requests What to run, on what; 1 to 10,000.
   * @returns One entry a request, in order.
   * @throws {TaskerError} As {@linkcode create}; the message names the request's position.
   */
  async createMany<Context>(requests: readonly TaskRequest<Context>[]): Promise<CreatedTask[]> {
    return await this.#connection.send({ method: "POST", path: "/v1/tasks/batch", body: requests });
  }

  /**
   * Reads a task with its steps, their results, and every transition.
   *
   * @param taskUuid The task.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async get(taskUuid: string): Promise<TaskView> {
    return await this.#connection.send({ method: "GET", path: pathOf(taskUuid) });
  }

  /**
   * Lists tasks, the newest first.
   *
   * @param filter Which ones.
   * @returns A page of them.
   * @throws {TaskerError} `TK001` for a value out of range.
   */
  async list(filter: TaskFilter = {}): Promise<TaskPage> {
    const path = `/v1/tasks${toQuery(toSnakeCase(filter))}`;
    const { tasks, pagination } = await this.#connection.send<
      Pick<TaskPage, "tasks"> & { readonly pagination: Pick<TaskPage, "nextCursor"> }
    >({ method: "GET", path });
    return { tasks, nextCursor: pagination.nextCursor };
  }

  /**
   * Cancels a task with all its live steps.
   *
   * @param taskUuid A task that is not over.
   * @param reason Why, for the record; up to 500 characters.
   * @returns The task.
   * @throws {TaskerError} `TK101` no such task, `TK202` it is over already.
   */
  async cancel(taskUuid: string, reason?: string): Promise<TaskView> {
    return await this.#connection.send({ method: "DELETE", path: pathOf(taskUuid) + toQuery({ reason }) });
  }

  /**
   * Waits until a task is over, or blocked by failures: then it goes on only when somebody acts on it.
   *
   * @param taskUuid The task.
   * @param options How often to look, and when to give up.
   * @returns The task; its `status` says how it ended.
   * @throws {TaskerError} `TK101` when there is no such task; `TK503` when the API cannot be reached.
   * @throws The signal's reason, when it is aborted.
   */
  async wait(taskUuid: string, options: WaitOptions = {}): Promise<TaskView> {
    const { pollMs = 1000, signal } = options;
    const path = `${pathOf(taskUuid)}?include=`;
    for (let waitMs = FIRST_POLL_MS;; waitMs = Math.min(waitMs * 2, pollMs)) {
      const { status, completedAt } = await this.#connection.send<TaskView>({ method: "GET", path, signal });
      if (completedAt != null || status === "blocked_by_failures") return await this.get(taskUuid);
      await pause(waitMs, signal);
    }
  }
}

function pathOf(taskUuid: string): string {
  return `/v1/tasks/${encodeURIComponent(taskUuid)}`;
}
