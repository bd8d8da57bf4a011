import { HttpConnection } from "../../client/http_connection.ts";
import { type Act, type ConnectionOptions, TaskerClient } from "../../client/mod.ts";
import type { Performance } from "../../core/analytics.ts";
import type { Annotation } from "../../core/annotation.ts";
import type {
  DlqEntry,
  DlqFilter,
  DlqStats,
  QueuedInvestigation,
  TaskStaleness,
} from "../../core/dlq_entry.ts";
import { TaskerError } from "../../core/errors.ts";
import type { HealthReport } from "../../core/health_report.ts";
import type { Json } from "../../core/json.ts";
import type { OperatedStep, RedrivenTask, StepOperation, TaskOperation } from "../../core/operation.ts";
import type { Reason } from "../../core/reason.ts";
import type { StepAudit } from "../../core/step_audit.ts";
import type { TaskGraph } from "../../core/task_graph.ts";
import type { Template } from "../../core/template.ts";
import type {
  ListedTemplate,
  RegisteredTemplate,
  TemplateName,
  TemplateView,
} from "../../core/template_view.ts";
import type { ListedTask, StepView, TaskRequest, TaskView } from "../../core/wire.ts";
import type { HandlerView, WorkerDetail, WorkerView } from "../../core/worker_view.ts";
import type { ServerTarget } from "../target.ts";
import { HttpAccess } from "./http_access.ts";
import type {
  Cancelled,
  Description,
  DlqClosing,
  Operations,
  TaskListFilter,
  WorkerListFilter,
} from "./operations.ts";

/** {@linkcode Operations} over HTTP. */
export class HttpOperations implements Operations {
  readonly #client: TaskerClient;

  /** Works on a client. */
  constructor(client: TaskerClient) {
    this.#client = client;
  }

  async createTask(request: TaskRequest): Promise<{ taskUuid: string; created: boolean }> {
    const { taskUuid, created } = await this.#client.create(request);
    return { taskUuid, created };
  }

  async readTask(taskUuid: string): Promise<TaskView> {
    return await this.#client.get(taskUuid);
  }

  async listTasks({ limit, ...filter }: TaskListFilter): Promise<readonly ListedTask[]> {
    const { tasks } = await this.#client.listPage({ ...filter, perPage: limit });
    return tasks;
  }

  async cancelTasks(taskUuids: readonly string[], reason: string | undefined): Promise<Cancelled[]> {
    const cancelled: Cancelled[] = [];
    for (const taskUuid of taskUuids) {
      const { status } = await this.#client.cancel(taskUuid, reason);
      cancelled.push({ taskUuid, state: status });
    }
    return cancelled;
  }

  async explainTask(taskUuid: string): Promise<Reason[]> {
    return await this.#client.explain(taskUuid);
  }

  async taskGraph(taskUuid: string): Promise<TaskGraph> {
    return await this.#client.graph(taskUuid);
  }

  async annotations(taskUuid: string, type: string | undefined): Promise<Annotation[]> {
    return await this.#client.annotations(taskUuid, { type });
  }

  async annotate(taskUuid: string, type: string, annotation: Json): Promise<Annotation> {
    return await this.#client.annotate(taskUuid, type, annotation);
  }

  changesOf(taskUuid: string, signal: AbortSignal): AsyncIterable<void> {
    return this.#client.changes(taskUuid, { signal });
  }

  async listSteps(taskUuid: string): Promise<StepView[]> {
    return await this.#client.steps.list(taskUuid);
  }

  async readStep(stepUuid: string): Promise<StepView> {
    return await stepOf("get", stepUuid, () => this.#client.steps.get(stepUuid));
  }

  async explainStep(stepUuid: string): Promise<Reason[]> {
    return await stepOf("explain", stepUuid, () => this.#client.steps.explain(stepUuid));
  }

  async auditStep(stepUuid: string): Promise<StepAudit[]> {
    return await stepOf("audit", stepUuid, () => this.#client.steps.audit(stepUuid));
  }

  async resetStep(operation: StepOperation): Promise<OperatedStep> {
    return await this.#operated(
      "reset",
      operation,
      (stepUuid, act) => this.#client.steps.reset(stepUuid, act),
    );
  }

  async cancelStep(operation: StepOperation): Promise<OperatedStep> {
    return await this.#operated(
      "cancel",
      operation,
      (stepUuid, act) => this.#client.steps.cancel(stepUuid, act.reason, act),
    );
  }

  async resolveStep(operation: StepOperation): Promise<OperatedStep> {
    return await this.#operated(
      "resolve",
      operation,
      (stepUuid, act) => this.#client.steps.resolve(stepUuid, act),
    );
  }

  async completeStep(operation: StepOperation & { readonly result: Json }): Promise<OperatedStep> {
    const { result } = operation;
    return await this.#operated("complete", operation, (stepUuid, act) => {
      return this.#client.steps.complete(stepUuid, result, act);
    });
  }

  async listTemplates(namespace: string | undefined): Promise<ListedTemplate[]> {
    return await this.#client.templates.list({ namespace });
  }

  async readTemplate(name: TemplateName): Promise<TemplateView> {
    return await this.#client.templates.get(name);
  }

  async registerTemplates(templates: readonly Template[]): Promise<RegisteredTemplate[]> {
    const registered: RegisteredTemplate[] = [];
    for (const template of templates) registered.push(await this.#client.templates.register(template));
    return registered;
  }

  async listWorkers(filter: WorkerListFilter): Promise<WorkerView[]> {
    return await this.#client.workers.list(filter);
  }

  async readWorker(workerUuid: string): Promise<WorkerDetail> {
    return await this.#client.workers.get(workerUuid);
  }

  async listHandlers(): Promise<HandlerView[]> {
    return await this.#client.workers.handlers();
  }

  async listDlq(filter: DlqFilter): Promise<DlqEntry[]> {
    return await this.#client.dlq.list(filter);
  }

  async readDlq(taskUuid: string): Promise<DlqEntry> {
    return await this.#client.dlq.get(taskUuid);
  }

  async openDlq({ taskUuid, by, reason }: TaskOperation): Promise<{ entry: DlqEntry; isNew: boolean }> {
    const before = await this.readDlq(taskUuid).catch(noInvestigation);
    const entry = await this.#client.dlq.open(taskUuid, { by, reason });
    return { entry, isNew: entry.dlqEntryUuid !== before?.dlqEntryUuid };
  }

  async closeDlq({ taskUuid, by, reason, as }: DlqClosing): Promise<DlqEntry> {
    const { dlqEntryUuid } = await this.readDlq(taskUuid);
    return await this.#client.dlq.update(dlqEntryUuid, {
      resolutionStatus: as,
      resolutionNotes: reason,
      resolvedBy: by,
    });
  }

  async redrive({ taskUuid, by, reason }: TaskOperation): Promise<RedrivenTask> {
    return await this.#client.dlq.redrive(taskUuid, { by, reason });
  }

  async dlqStats(): Promise<DlqStats[]> {
    return await this.#client.dlq.stats();
  }

  async dlqQueue(limit: number): Promise<QueuedInvestigation[]> {
    return await this.#client.dlq.queue({ limit });
  }

  async staleness(limit: number): Promise<TaskStaleness[]> {
    return await this.#client.dlq.staleness({ limit });
  }

  async describe(): Promise<Description> {
    const { info } = await this.#client.health();
    return { facts: { ...info } };
  }

  async health(): Promise<HealthReport> {
    return await this.#client.health();
  }

  async metrics(): Promise<string> {
    return await this.#client.metrics();
  }

  async performance(hours: number, namespace: string | undefined): Promise<Performance> {
    return await this.#client.analytics.performance({ hours, namespace });
  }

  async #operated(
    verb: string,
    { stepUuid, by, reason }: StepOperation,
    operate: (stepUuid: string, act: Act) => Promise<StepView>,
  ): Promise<OperatedStep> {
    const { taskUuid, currentState } = await stepOf(verb, stepUuid, () => operate(stepUuid, { by, reason }));
    const { status } = await this.#client.get(taskUuid);
    return { taskUuid, stepUuid, taskState: status, stepState: currentState };
  }
}

/**
 * Makes the operations for a server.
 *
 * @param target Where it is, and who asks.
 */
export function operationsOver(target: ServerTarget): HttpOperations {
  return new HttpOperations(new TaskerClient(connectionTo(target)));
}

/**
 * Makes the operations on who may call, for a server.
 *
 * @param target Where it is, and who asks.
 */
export function accessOver(target: ServerTarget): HttpAccess {
  return new HttpAccess(new HttpConnection(connectionTo(target)));
}

function connectionTo({ url, apiKey, token, timeoutSeconds }: ServerTarget): ConnectionOptions {
  return {
    url,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(token === undefined ? {} : { token }),
    ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
  };
}

/** Whoever names a step did not name its task: a task that is not there means that the step is not there. */
async function stepOf<Answer>(verb: string, stepUuid: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof TaskerError) || error.code !== "TK101") throw error;
    throw new TaskerError("TK102", `Cannot ${verb} step "${stepUuid}": there is no such step`, {
      cause: error,
      hint: "`tasker task steps` lists the steps of a task.",
    });
  }
}

function noInvestigation(error: unknown): undefined {
  if (!(error instanceof TaskerError) || error.code !== "TK106") throw error;
}
