import type { Annotation } from "../core/annotation.ts";
import type { TaskDefinition } from "../core/define_task.ts";
import type { HealthReport } from "../core/health_report.ts";
import type { Json } from "../core/json.ts";
import type { Reason } from "../core/reason.ts";
import type { TaskGraph } from "../core/task_graph.ts";
import type { ListedTask, TaskRequest, TaskView, TransitionView } from "../core/wire.ts";
import { changesOf, type ChangesOptions } from "./_changes.ts";
import { type AnyDefinition, type CreateOptions, createTask, createTasks } from "./_create_tasks.ts";
import { path, toQuery } from "./_paths.ts";
import { waitForTask, type WaitOptions } from "./_wait.ts";
import { AnalyticsClient } from "./analytics_client.ts";
import type { CallOptions, ConnectionOptions } from "./connection_options.ts";
import { DlqClient } from "./dlq_client.ts";
import { type EventsOptions, followEvents, type TaskerEvent } from "./events.ts";
import { HttpConnection } from "./http_connection.ts";
import { StepsClient } from "./steps_client.ts";
import type { TaskFilter, TaskPage } from "./task_filter.ts";
import { type AnyResults, TaskHandle } from "./task_handle.ts";
import { TemplatesClient } from "./templates_client.ts";
import { WorkersClient } from "./workers_client.ts";

/**
 * A client of tasker's HTTP API. Stateless: one serves a whole program. Calls that fail for the moment are tried again;
 * those that change something carry a key by which the API knows a repetition.
 */
export class TaskerClient {
  /** Reads steps and acts on them by hand. */
  readonly steps: StepsClient;
  /** Reads and publishes templates. */
  readonly templates: TemplatesClient;
  /** Investigates tasks that stopped moving. */
  readonly dlq: DlqClient;
  /** Reads what is known of workers and handlers. */
  readonly workers: WorkersClient;
  /** Reads how work went. */
  readonly analytics: AnalyticsClient;
  readonly #connection: HttpConnection;

  /**
   * Makes a client; nothing is sent before the first call.
   *
   * @param options Where the API is, and how to ask it.
   * @throws {RangeError} When the address is none, or a number is out of its range.
   */
  constructor(options: ConnectionOptions) {
    this.#connection = new HttpConnection(options);
    this.steps = new StepsClient(this.#connection);
    this.templates = new TemplatesClient(this.#connection);
    this.dlq = new DlqClient(this.#connection);
    this.workers = new WorkersClient(this.#connection);
    this.analytics = new AnalyticsClient(this.#connection);
  }

  /**
   * Creates a task from its definition: the input is checked here before it is sent.
   *
   * @typeParam Args What the task is created with.
   * @typeParam Input What its handlers see of it.
   * @typeParam Steps Result of each step, by name.
   * @param definition What `defineTask` makes.
   * @param input What to run it on.
   * @param options What else to say of the task, and how to call.
   * @returns The task; its `result()` is typed.
   * @throws {TaskerError} `TK003` input does not match, `TK103` the template is not published, `TK001` to `TK006` else.
   */
  async create<Args, Input, Steps>(
    definition: TaskDefinition<Args, Input, Steps>,
    input: Args,
    options?: CreateOptions,
  ): Promise<TaskHandle<Steps>>;
  /**
   * Creates a task. With an `idempotencyKey` it is safe to call again: the same task is given.
   *
   * @typeParam Context Type of the input.
   * @param request What to run, on what.
   * @param options How to call.
   * @returns The task; `created` is false when it existed already.
   * @throws {TaskerError} `TK003` context fails the schema, `TK103` no such template, `TK001` to `TK006` else.
   */
  async create<Context>(request: TaskRequest<Context>, options?: CallOptions): Promise<TaskHandle>;
  async create(
    first: AnyDefinition | TaskRequest<unknown>,
    second?: unknown,
    third?: CreateOptions,
  ): Promise<TaskHandle<never>> {
    const created = await createTask(this.#connection, first, second, third);
    return new TaskHandle(this, created.taskUuid, created.created);
  }

  /**
   * Creates several tasks of one definition, all or none.
   *
   * @typeParam Args What each is created with.
   * @typeParam Input What their handlers see of it.
   * @typeParam Steps Result of each step, by name.
   * @param definition What `defineTask` makes.
   * @param inputs What to run them on; 1 to 10,000.
   * @param options What else to say of each task, and how to call; an `idempotencyKey` is no good for several.
   * @returns The tasks, in order.
   * @throws {TaskerError} As {@linkcode create}; the message names the input's position.
   */
  async createMany<Args, Input, Steps>(
    definition: TaskDefinition<Args, Input, Steps>,
    inputs: readonly Args[],
    options?: Omit<CreateOptions, "idempotencyKey">,
  ): Promise<TaskHandle<Steps>[]>;
  /**
   * Creates several tasks, all or none.
   *
   * @typeParam Context Type of the inputs.
   * @param requests What to run, on what; 1 to 10,000.
   * @param options How to call.
   * @returns The tasks, in order.
   * @throws {TaskerError} As {@linkcode create}; the message names the request's position.
   */
  async createMany<Context>(
    requests: readonly TaskRequest<Context>[],
    options?: CallOptions,
  ): Promise<TaskHandle[]>;
  async createMany(
    first: AnyDefinition | readonly TaskRequest<unknown>[],
    second?: unknown,
    third?: CreateOptions,
  ): Promise<TaskHandle<never>[]> {
    const tasks = await createTasks(this.#connection, first, second, third);
    return tasks.map(({ taskUuid, created }) => new TaskHandle(this, taskUuid, created));
  }

  /**
   * Gives a handle of a task that exists, whose `result()` is typed by its definition. Sends nothing.
   *
   * @typeParam Args What the task was created with.
   * @typeParam Input What its handlers see of it.
   * @typeParam Steps Result of each step, by name.
   * @param taskUuid The task.
   * @param definition What it runs.
   */
  task<Args = unknown, Input = unknown, Steps = AnyResults>(
    taskUuid: string,
    definition?: TaskDefinition<Args, Input, Steps>,
  ): TaskHandle<Steps> {
    void definition; // only its type matters
    return new TaskHandle(this, taskUuid);
  }

  /**
   * Reads a task with its steps, their results, and every transition.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async get(taskUuid: string, options?: CallOptions): Promise<TaskView> {
    return await this.#connection.read(path`/v1/tasks/${taskUuid}`, options);
  }

  /**
   * Lists tasks, the newest first, page by page as they are asked for.
   *
   * @param filter Which ones.
   * @param options How to call.
   * @returns Every task that matches: `for await (const task of client.list({ status: "error" }))`.
   * @throws {TaskerError} `TK001` for a value out of range.
   */
  async *list(filter: TaskFilter = {}, options?: CallOptions): AsyncGenerator<ListedTask, void> {
    for (let cursor: string | null | undefined = filter.cursor;;) {
      const page: TaskPage = await this.listPage({ ...filter, cursor }, options);
      yield* page.tasks;
      cursor = page.nextCursor;
      if (cursor === null) return;
    }
  }

  /**
   * Lists a page of tasks, the newest first.
   *
   * @param filter Which ones; `cursor` says where the page begins.
   * @param options How to call.
   * @returns The page.
   * @throws {TaskerError} `TK001` for a value out of range.
   */
  async listPage(filter: TaskFilter = {}, options?: CallOptions): Promise<TaskPage> {
    const { tasks, pagination } = await this.#connection.read<Listed>(`/v1/tasks${toQuery(filter)}`, options);
    return { tasks, nextCursor: pagination.nextCursor };
  }

  /**
   * Cancels a task with all its live steps.
   *
   * @param taskUuid A task that is not over.
   * @param reason Why, for the record; up to 500 characters.
   * @param options How to call.
   * @returns The task.
   * @throws {TaskerError} `TK101` no such task, `TK202` it is over already.
   */
  async cancel(taskUuid: string, reason?: string, options?: CallOptions): Promise<TaskView> {
    const target = path`/v1/tasks/${taskUuid}` + toQuery({ reason });
    return await this.#connection.send({ method: "DELETE", path: target, ifRepeated: "conflict", options });
  }

  /**
   * Waits until a task is over, or blocked by failures: then it goes on only when somebody acts on it. Follows the
   * task's events; looks again and again where they do not come through.
   *
   * @param taskUuid The task.
   * @param options How long, and how.
   * @returns The task; its `status` says how it ended.
   * @throws {TaskerError} `TK101` when there is no such task; `TK503` when the API cannot be reached.
   * @throws {DOMException} `TimeoutError` when it took longer than `timeoutMs`.
   * @throws The signal's reason, when it is aborted.
   */
  async wait(taskUuid: string, options: WaitOptions = {}): Promise<TaskView> {
    await waitForTask(this.#connection, taskUuid, options);
    return await this.get(taskUuid, { signal: options.signal, traceContext: options.traceContext });
  }

  /**
   * Tells when to look at a task: at once, then whenever it or a step of it may have changed. Never ends by itself.
   *
   * @param taskUuid The task.
   * @param options How often where events do not come through, and when to end.
   * @returns `for await (const _ of client.changes(taskUuid, { signal })) show(await client.get(taskUuid))`.
   * @throws {TaskerError} `TK101` when there is no such task.
   * @throws The signal's reason, when it is aborted.
   */
  changes(taskUuid: string, options: ChangesOptions = {}): AsyncGenerator<void, void> {
    return changesOf(this.#connection, taskUuid, options);
  }

  /**
   * Follows what happens to tasks and steps: each change of state, in order, none missed and none twice, over as many
   * streams as it takes. Never ends by itself.
   *
   * @param options Which events, from where, and when to end.
   * @returns `for await (const event of client.events({ namespace: "shop", signal })) …`.
   * @throws {TaskerError} `TK101` when there is no such task; what else the API refuses for good.
   * @throws {RangeError} When options contradict each other.
   * @throws The signal's reason, when it is aborted.
   */
  events(options: EventsOptions = {}): AsyncGenerator<TaskerEvent, void> {
    return followEvents(this.#connection, options);
  }

  /**
   * Explains why the steps of a task do not run, or who runs them.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @returns One entry a reason, in the order of the graph; none when nothing waits.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async explain(taskUuid: string, options?: CallOptions): Promise<Reason[]> {
    return await this.#connection.read(path`/v1/tasks/${taskUuid}/explain`, options);
  }

  /**
   * Lists a task's changes of state, oldest first.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async transitions(taskUuid: string, options?: CallOptions): Promise<TransitionView[]> {
    return await this.#connection.read(path`/v1/tasks/${taskUuid}/transitions`, options);
  }

  /**
   * Draws a task: its steps with their states and times, and which needs which.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async graph(taskUuid: string, options?: CallOptions): Promise<TaskGraph> {
    return await this.#connection.read(path`/v1/tasks/${taskUuid}/graph`, options);
  }

  /**
   * Draws a task as a Mermaid flowchart, each step filled by its state.
   *
   * @param taskUuid The task.
   * @param options How to call.
   * @returns The text of the diagram.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async diagram(taskUuid: string, options?: CallOptions): Promise<string> {
    const target = path`/v1/tasks/${taskUuid}/graph` + "?format=mermaid";
    return await this.#connection.text({ method: "GET", path: target, accept: "text/vnd.mermaid", options });
  }

  /**
   * Lists what was noted about a task, the oldest first.
   *
   * @param taskUuid The task.
   * @param filter Of one kind only.
   * @param options How to call.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async annotations(
    taskUuid: string,
    filter: { readonly type?: string | undefined } = {},
    options?: CallOptions,
  ): Promise<Annotation[]> {
    return await this.#connection.read(path`/v1/tasks/${taskUuid}/annotations` + toQuery(filter), options);
  }

  /**
   * Notes something about a task. Not tried again when it may have been noted already.
   *
   * @param taskUuid The task.
   * @param type Kind of annotation, 1 to 64 characters; a new one is made known.
   * @param annotation Any JSON but null.
   * @param options How to call.
   * @returns The annotation.
   * @throws {TaskerError} `TK101` when there is no such task.
   */
  async annotate(
    taskUuid: string,
    type: string,
    annotation: Json,
    options?: CallOptions,
  ): Promise<Annotation> {
    return await this.#connection.send({
      method: "POST",
      path: path`/v1/tasks/${taskUuid}/annotations`,
      body: { type, annotation },
      ifRepeated: "effect",
      options,
    });
  }

  /**
   * Tells how each part of the server is.
   *
   * @param options How to call.
   * @returns The report, also when it is not healthy.
   * @throws {TaskerError} `TK503` when nothing answers.
   */
  async health(options?: CallOptions): Promise<HealthReport> {
    return await this.#connection.send({ method: "GET", path: "/health/detailed", answers: [503], options });
  }

  /**
   * Reads the server's metrics.
   *
   * @param options How to call.
   * @returns Prometheus' text format.
   */
  async metrics(options?: CallOptions): Promise<string> {
    return await this.#connection.text({ method: "GET", path: "/metrics", accept: "text/plain", options });
  }
}

interface Listed extends Pick<TaskPage, "tasks"> {
  readonly pagination: Pick<TaskPage, "nextCursor">;
}
