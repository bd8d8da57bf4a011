import type { Sql } from "postgres";
import type { DlqEntry, DlqStats } from "../../core/dlq_entry.ts";
import type { Json } from "../../core/json.ts";
import type { OperatedStep, RedrivenTask, StepOperation, TaskOperation } from "../../core/operation.ts";
import { pause } from "../../core/pause.ts";
import type { Reason } from "../../core/reason.ts";
import type { Template } from "../../core/template.ts";
import type {
  ListedTemplate,
  RegisteredTemplate,
  TemplateName,
  TemplateView,
} from "../../core/template_view.ts";
import type { ListedTask, StepView, TaskRequest, TaskView } from "../../core/wire.ts";
import type { WorkerView } from "../../core/worker_view.ts";
import { only } from "../../orchestration/calls/call.ts";
import * as calls from "../../orchestration/calls/mod.ts";
import { publishTemplates } from "../publish_templates.ts";
import type { Cancelled, DlqClosing, DlqListFilter, Operations, TaskListFilter } from "./operations.ts";

/** Time between looks at a task, in milliseconds: at first, and at most while nothing changes. */
const [SHORTEST_MS, LONGEST_MS] = [25, 500];

/** {@linkcode Operations} in the database. */
export class SqlOperations implements Operations {
  readonly #sql: Sql;

  /** Works on a pool; whoever made it ends it. */
  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async createTask(request: TaskRequest): Promise<{ taskUuid: string; created: boolean }> {
    const { taskUuid, created } = only(await calls.createTasks(this.#sql, [request]));
    return { taskUuid, created };
  }

  async readTask(taskUuid: string): Promise<TaskView> {
    return await calls.getTaskView(this.#sql, taskUuid);
  }

  async listTasks(filter: TaskListFilter): Promise<ListedTask[]> {
    const tasks = await calls.listTasks(this.#sql, filter);
    return tasks.map(({ totalCount: _, ...task }) => task);
  }

  async cancelTasks(taskUuids: readonly string[], reason: string | undefined): Promise<Cancelled[]> {
    return await calls.cancelTasks(this.#sql, taskUuids, reason);
  }

  async explainTask(taskUuid: string): Promise<Reason[]> {
    return await calls.explainTask(this.#sql, taskUuid);
  }

  async *changesOf(taskUuid: string, signal: AbortSignal): AsyncGenerator<void, void> {
    let before = "";
    for (let waitMs = SHORTEST_MS;; waitMs = Math.min(waitMs * 2, LONGEST_MS)) {
      const { updatedAt, ...counts } = await calls.getTask(this.#sql, taskUuid);
      const now = JSON.stringify([updatedAt, counts]);
      if (now !== before) {
        [before, waitMs] = [now, SHORTEST_MS];
        yield;
      }
      await pause(waitMs, signal);
    }
  }

  async listSteps(taskUuid: string): Promise<StepView[]> {
    return await calls.getTaskSteps(this.#sql, taskUuid);
  }

  async readStep(stepUuid: string): Promise<StepView> {
    return await calls.getStep(this.#sql, null, stepUuid);
  }

  async explainStep(stepUuid: string): Promise<Reason[]> {
    return await calls.explainStep(this.#sql, stepUuid);
  }

  async resetStep(operation: StepOperation): Promise<OperatedStep> {
    return await calls.resetStepForRetry(this.#sql, operation);
  }

  async resolveStep(operation: StepOperation): Promise<OperatedStep> {
    return await calls.resolveStepManually(this.#sql, operation);
  }

  async completeStep(operation: StepOperation & { readonly result: Json }): Promise<OperatedStep> {
    return await calls.completeStepManually(this.#sql, operation);
  }

  async listTemplates(namespace: string | undefined): Promise<ListedTemplate[]> {
    return await calls.listTemplates(this.#sql, namespace);
  }

  async readTemplate(name: TemplateName): Promise<TemplateView> {
    return await calls.getTemplate(this.#sql, name);
  }

  async registerTemplates(templates: readonly Template[]): Promise<RegisteredTemplate[]> {
    return await publishTemplates(this.#sql, templates);
  }

  async listWorkers(): Promise<WorkerView[]> {
    return await calls.listWorkers(this.#sql);
  }

  async listDlq(filter: DlqListFilter): Promise<DlqEntry[]> {
    return await calls.listDlqEntries(this.#sql, filter);
  }

  async readDlq(taskUuid: string): Promise<DlqEntry> {
    return await calls.getDlqEntry(this.#sql, taskUuid);
  }

  async openDlq(operation: TaskOperation): Promise<{ entry: DlqEntry; isNew: boolean }> {
    const opened = await calls.createDlqEntry(this.#sql, operation);
    return { entry: await this.readDlq(operation.taskUuid), isNew: opened !== null };
  }

  async closeDlq({ taskUuid, by, reason, as }: DlqClosing): Promise<DlqEntry> {
    const { dlqEntryUuid } = await this.readDlq(taskUuid);
    return await calls.updateDlqEntry(this.#sql, dlqEntryUuid, {
      resolutionStatus: as,
      resolutionNotes: reason,
      resolvedBy: by,
    });
  }

  async redrive(operation: TaskOperation): Promise<RedrivenTask> {
    return await calls.redriveTask(this.#sql, operation);
  }

  async dlqStats(): Promise<DlqStats[]> {
    return await calls.getDlqStats(this.#sql);
  }
}
