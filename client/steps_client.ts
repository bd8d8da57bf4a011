import type { Json } from "../core/json.ts";
import type { Reason } from "../core/reason.ts";
import type { StepAudit } from "../core/step_audit.ts";
import type { StepView } from "../core/wire.ts";
import type { CallOptions } from "./connection_options.ts";
import type { HttpConnection } from "./http_connection.ts";
import { path, stepPath, toQuery } from "./_paths.ts";

/** Who acts on something by hand, and why; both go into the audit trail. */
export interface Act extends CallOptions {
  /** Why, up to 500 characters. */
  readonly reason: string;
  /** Who, up to 255 characters; where access control is on, the API writes the caller's own name. */
  readonly by: string;
}

/** Reads steps and acts on them by hand; {@linkcode TaskerClient.steps} is one. */
export class StepsClient {
  readonly #connection: HttpConnection;

  /** Use {@linkcode TaskerClient.steps}. */
  constructor(connection: HttpConnection) {
    this.#connection = connection;
  }

  /**
   * Lists the steps of a task in topological order.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async list(taskUuid: string, options?: CallOptions): Promise<StepView[]> {
    return await this.#connection.read(path`/v1/tasks/${taskUuid}/workflow_steps`, options);
  }

  /**
   * Reads a step.
   *
   * @param stepUuid The step.
   * @param options How to call.
   * @throws {TaskerError} `TK102` when there is no such step, `TK101` when there is no such task.
   */
  async get(stepUuid: string, options?: CallOptions): Promise<StepView> {
    return await this.#connection.read(stepPath(stepUuid), options);
  }

  /**
   * Explains why a step does not run, or who runs it.
   *
   * @param stepUuid The step.
   * @param options How to call.
   * @throws {TaskerError} As {@linkcode get}.
   */
  async explain(stepUuid: string, options?: CallOptions): Promise<Reason[]> {
    return await this.#connection.read(`${stepPath(stepUuid)}/explain`, options);
  }

  /**
   * Lists the recorded attempts of a step, the last first: who ran them and how they ended.
   *
   * @param stepUuid The step.
   * @param options How to call.
   * @throws {TaskerError} As {@linkcode get}.
   */
  async audit(stepUuid: string, options?: CallOptions): Promise<StepAudit[]> {
    return await this.#connection.read(`${stepPath(stepUuid)}/audit`, options);
  }

  /**
   * Gives a step in error a fresh set of attempts, and drives its task again.
   *
   * @param stepUuid The step.
   * @param act Who asks and why.
   * @returns The step.
   * @throws {TaskerError} `TK203` when the step is not in error; else as {@linkcode get}.
   */
  async reset(stepUuid: string, act: Act): Promise<StepView> {
    const { reason, by } = act;
    return await this.#operate(stepUuid, { actionType: "reset_for_retry", reason, resetBy: by }, act);
  }

  /**
   * Cancels a step: its handler is aborted, steps that need it never run, and its task waits for somebody to act.
   *
   * @param stepUuid A step that is not over.
   * @param reason Why, for the record; up to 500 characters.
   * @param options How to call.
   * @returns The step.
   * @throws {TaskerError} `TK202` its task is over, `TK203` the step is over; else as {@linkcode get}.
   */
  async cancel(stepUuid: string, reason?: string, options?: CallOptions): Promise<StepView> {
    return await this.#connection.send({
      method: "DELETE",
      path: stepPath(stepUuid) + toQuery({ reason }),
      ifRepeated: "conflict",
      options,
    });
  }

  /**
   * Counts a step as done, without a result, and drives its task again.
   *
   * @param stepUuid The step.
   * @param act Who asks and why.
   * @returns The step.
   * @throws {TaskerError} `TK203` when its state does not allow it; else as {@linkcode get}.
   */
  async resolve(stepUuid: string, act: Act): Promise<StepView> {
    const { reason, by } = act;
    return await this.#operate(stepUuid, { actionType: "resolve_manually", reason, resolvedBy: by }, act);
  }

  /**
   * Completes a step with a result given by hand, and drives its task again.
   *
   * @param stepUuid The step.
   * @param result What its handler would return.
   * @param act Who asks and why.
   * @returns The step.
   * @throws {TaskerError} `TK203` when its state does not allow it; else as {@linkcode get}.
   */
  async complete(stepUuid: string, result: Json, act: Act): Promise<StepView> {
    const { reason, by } = act;
    const body = { actionType: "complete_manually", reason, completedBy: by, completionData: { result } };
    return await this.#operate(stepUuid, body, act);
  }

  async #operate(stepUuid: string, body: object, options: CallOptions): Promise<StepView> {
    return await this.#connection.send({
      method: "PATCH",
      path: stepPath(stepUuid),
      body,
      ifRepeated: "conflict",
      options,
    });
  }
}
