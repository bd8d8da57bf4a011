import type { HandlerView, WorkerDetail, WorkerView } from "../core/worker_view.ts";
import { path, toQuery } from "./_paths.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";

/** Which workers to list. */
export interface WorkerFilter {
  /** Only those that serve this namespace. */
  readonly namespace?: string | undefined;
  /** Only those that live, or do not. */
  readonly alive?: boolean | undefined;
}

/** Reads what is known of workers and handlers; {@linkcode TaskerClient.workers} is one. */
export class WorkersClient {
  readonly #connection: HttpConnection;

  /** Use {@linkcode TaskerClient.workers}. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  /**
   * Lists the workers that ever registered, the last heard of first.
   *
   * @param filter Which ones.
   * @param options How to call.
   */
  async list(filter: WorkerFilter = {}, options?: CallOptions): Promise<WorkerView[]> {
    return await this.#connection.read(`/v1/workers${toQuery(filter)}`, options);
  }

  /**
   * Reads a worker, and the steps it holds.
   *
   * @param workerUuid The worker.
   * @param options How to call.
   * @throws {TaskerError} `TK104` when there is no such worker.
   */
  async get(workerUuid: string, options?: CallOptions): Promise<WorkerDetail> {
    return await this.#connection.read(path`/v1/workers/${workerUuid}`, options);
  }

  /**
   * Lists the handlers that published templates name, and how many live workers have each.
   *
   * @param filter Of one namespace only.
   * @param options How to call.
   */
  async handlers(
    filter: { readonly namespace?: string | undefined } = {},
    options?: CallOptions,
  ): Promise<HandlerView[]> {
    const { namespace } = filter;
    return await this.#connection.read(
      namespace === undefined ? "/v1/handlers" : path`/v1/handlers/${namespace}`,
      options,
    );
  }
}
