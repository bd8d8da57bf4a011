import type { Sql } from "postgres";
import { TaskerError } from "../../core/errors.ts";
import { call } from "../calls/call.ts";
import type { Sealer } from "../calls/sealer.ts";

/** A request to create a task, as the door takes it. */
export interface TaskBody {
  /** Namespace of the template. */
  readonly namespace: string;
}

/** A task that was created, or found. */
export interface Creation {
  /** Its place among the requests, counted from 0. */
  readonly position: number;
  /** The task. */
  readonly task_uuid: string;
  /** False when it existed already. */
  readonly created: boolean;
}

/** Why a task was not created. */
export interface Refusal {
  /** What the door, or the driver, said. */
  readonly error: unknown;
}

interface Waiting {
  readonly request: TaskBody;
  readonly settle: PromiseWithResolvers<Creation>;
}

/** Statements that may create single tasks at the same time; what comes meanwhile goes together with the next. */
const LANES = 2;

/** Most single requests in one statement. */
const LARGEST_GROUP = 200;

/**
 * Creates tasks. Single requests that come while others are on their way go together, in one statement: a lone one waits for
 * nobody, and many cost a commit for all instead of one each. A bad request spoils only itself.
 */
export class CreationQueue {
  readonly #sql: Sql;
  readonly #sealer: Sealer;
  #waiting: Waiting[] = [];
  #busyLanes = 0;

  /** Makes a queue; nothing is sent before the first request. */
  constructor(sql: Sql, sealer: Sealer) {
    this.#sql = sql;
    this.#sealer = sealer;
  }

  /**
   * Creates one task.
   *
   * @throws {TaskerError} What `tasker_v1.create_tasks` raises.
   */
  create(request: TaskBody): Promise<Creation> {
    const settle = Promise.withResolvers<Creation>();
    this.#waiting.push({ request, settle });
    if (this.#busyLanes < LANES) void this.#run();
    return settle.promise;
  }

  /**
   * Creates several tasks, all or none.
   *
   * @throws {TaskerError} What `tasker_v1.create_tasks` raises; the message names the position.
   */
  async createAll(requests: readonly TaskBody[]): Promise<Creation[]> {
    return await this.#sealer.create(requests, (sealed) =>
      call(this.#sql)<Creation>`
        select t.position - 1 as position, t.task_uuid, t.created
          from tasker_v1.create_tasks(${JSON.stringify(sealed)}::text::jsonb) t
         order by t.position`);
  }

  /** Creates several tasks, each for itself: those that are refused are found by halving what fails. */
  async createEach(requests: readonly TaskBody[]): Promise<(Creation | Refusal)[]> {
    try {
      return await this.createAll(requests);
    } catch (error) {
      if (requests.length === 1 || !spoilsOnlyItself(error)) return requests.map(() => ({ error }));
      const middle = requests.length >> 1;
      const first = await this.createEach(requests.slice(0, middle));
      return [...first, ...await this.createEach(requests.slice(middle))];
    }
  }

  async #run(): Promise<void> {
    this.#busyLanes += 1;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, LARGEST_GROUP);
      const outcomes = await this.createEach(group.map(({ request }) => request));
      for (const [place, { settle }] of group.entries()) {
        const outcome = outcomes[place]!;
        if ("error" in outcome) settle.reject(outcome.error);
        else settle.resolve(outcome);
      }
    }
    this.#busyLanes -= 1;
  }
}

/** Whether the other requests of a call may well go through. */
function spoilsOnlyItself(error: unknown): boolean {
  return error instanceof TaskerError && (error.kind === "usage" || error.kind === "not_found");
}
