import type { WorkerView } from "../core/worker_view.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";

/** Reads what is known of workers; {@linkcode TaskerClient.workers} is one. */
export class WorkersClient {
  readonly #connection: HttpConnection;

  /** Use {@linkcode TaskerClient.workers}. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  /**
   * Lists the workers that ever registered, the last heard of first.
   *
   * @param options How to call.
   */
  async list(options?: CallOptions): Promise<WorkerView[]> {
    return await this.#connection.send({ method: "GET", path: "/v1/workers", options });
  }
}
