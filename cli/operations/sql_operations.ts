import type { Sql } from "postgres";
import type { Performance } from "../../core/analytics.ts";
import type { Annotation } from "../../core/annotation.ts";
import type {
  DlqEntry,
  DlqFilter,
  DlqStats,
  QueuedInvestigation,
  TaskStaleness,
} from "../../core/dlq_entry.ts";
import type { HealthReport } from "../../core/health_report.ts";
import type { Json } from "../../core/json.ts";
import type { OperatedStep, RedrivenTask, StepOperation, TaskOperation } from "../../core/operation.ts";
import { pause } from "../../core/pause.ts";
import type { Reason } from "../../core/reason.ts";
import { Rest } from "../../core/rest.ts";
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
import { only } from "../../orchestration/calls/call.ts";
import * as calls from "../../orchestration/calls/mod.ts";
import { readRows } from "../../orchestration/calls/read_rows.ts";
import { databaseFamilies } from "../../orchestration/sight/metrics_source.ts";
import { Exposition } from "../../orchestration/sight/exposition.ts";
import { Sealer } from "../../orchestration/calls/sealer.ts";
import type { SecretsOptions } from "../../core/secrets/keyring.ts";
import { publishTemplates } from "../publish_templates.ts";
import { databaseHealth } from "./database_health.ts";
import type {
  Cancelled,
  Description,
  DlqClosing,
  Operations,
  Program,
  TaskListFilter,
  WorkerListFilter,
} from "./operations.ts";

/** Time between looks at a task, in milliseconds: at first, and at most while nothing changes. */
const [SHORTEST_MS, LONGEST_MS] = [25, 500];

/** {@linkcode Operations} in the database. */
export class SqlOperations implements Operations {
  readonly #sql: Sql;
  readonly #environment: string;
  readonly #sealer: Sealer;

  /**
   * Works on a pool.
   *
   * @param sql The pool; whoever made it ends it.
   * @param environment Name of the environment, for reports.
   * @param secrets Keys to seal what templates declare sensitive.
   */
  constructor(sql: Sql, environment: string, secrets: SecretsOptions) {
    this.#sql = sql;
    this.#environment = environment;
    this.#sealer = new Sealer((use) => use(sql), secrets);
  }

  async createTask(request: TaskRequest): Promise<{ taskUuid: string; created: boolean }> {
    const { taskUuid, created } = only(
      await this.#sealer.create([request], (sealed) => calls.createTasks(this.#sql, sealed)),
    );
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

  async taskGraph(taskUuid: string): Promise<TaskGraph> {
    return only(
      await readRows<TaskGraph>(this.#sql`select tasker_v1.get_task_graph(${taskUuid}) as row`),
    );
  }

  async annotations(taskUuid: string, type: string | undefined): Promise<Annotation[]> {
    return await readRows(
      this.#sql`select to_jsonb(a) as row from tasker_v1.list_task_annotations(${taskUuid}, ${
        type ?? null
      }) a`,
    );
  }

  async annotate(taskUuid: string, type: string, annotation: Json): Promise<Annotation> {
    const text = JSON.stringify(annotation);
    return only(
      await readRows<Annotation>(
        this
          .#sql`select to_jsonb(a) as row from tasker_v1.annotate_task(${taskUuid}, ${type}, ${text}::text::jsonb) a`,
      ),
    );
  }

  async *changesOf(taskUuid: string, signal: AbortSignal): AsyncGenerator<void, void> {
    const rest = new Rest({ shortestMs: SHORTEST_MS, longestMs: LONGEST_MS });
    for (let before = "";;) {
      const { updatedAt, ...counts } = await calls.getTask(this.#sql, taskUuid);
      const now = JSON.stringify([updatedAt, counts]);
      if (now !== before) {
        before = now;
        rest.changed();
        yield;
      }
      await pause(rest.ms, signal);
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

  async auditStep(stepUuid: string): Promise<StepAudit[]> {
    const { taskUuid } = await this.readStep(stepUuid);
    return await readRows(
      this.#sql`select to_jsonb(a) as row from tasker_v1.get_step_audit(${taskUuid}, ${stepUuid}) a`,
    );
  }

  async resetStep(operation: StepOperation): Promise<OperatedStep> {
    return await calls.resetStepForRetry(this.#sql, operation);
  }

  async cancelStep(operation: StepOperation): Promise<OperatedStep> {
    return await calls.cancelStep(this.#sql, operation);
  }

  async resolveStep(operation: StepOperation): Promise<OperatedStep> {
    return await calls.resolveStepManually(this.#sql, operation);
  }

  async completeStep(operation: StepOperation & { readonly result: Json }): Promise<OperatedStep> {
    const result = await this.#sealer.sealResult(operation.stepUuid, operation.result);
    return await calls.completeStepManually(this.#sql, { ...operation, result });
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

  async listWorkers({ namespace, alive }: WorkerListFilter): Promise<WorkerView[]> {
    return (await calls.listWorkers(this.#sql)).filter((worker) =>
      (namespace === undefined || worker.namespaces.includes(namespace)) && (!alive || worker.isAlive)
    );
  }

  async readWorker(workerUuid: string): Promise<WorkerDetail> {
    return only(
      await readRows<WorkerDetail>(
        this.#sql`select to_jsonb(w) as row from tasker_v1.get_worker(${workerUuid}) w`,
      ),
    );
  }

  async listHandlers(): Promise<HandlerView[]> {
    return await readRows(this.#sql`
      select to_jsonb(h) as row from tasker_v1.list_handlers() h order by h.namespace, h.callable`);
  }

  async listDlq(filter: DlqFilter): Promise<DlqEntry[]> {
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

  async dlqQueue(limit: number): Promise<QueuedInvestigation[]> {
    return await calls.getDlqInvestigationQueue(this.#sql, limit);
  }

  async staleness(limit: number): Promise<TaskStaleness[]> {
    return await calls.getStalenessMonitoring(this.#sql, limit);
  }

  async describe(): Promise<Description> {
    const facts = only(
      await readRows<Record<string, string | number>>(this.#sql`
        select jsonb_build_object('database_name', current_database(), 'api_level', tasker_v1.api_level(),
                                  'postgresql', current_setting('server_version')) as row`),
    );
    const programs = await readRows<Program>(
      this.#sql`select to_jsonb(p) as row from tasker_v1.list_programs() p`,
    );
    return { facts, programs };
  }

  async health(): Promise<HealthReport> {
    return await databaseHealth(this.#sql, this.#environment);
  }

  async metrics(): Promise<string> {
    return await new Exposition(databaseFamilies(this.#sql, { cacheSeconds: 0 })).text();
  }

  async performance(hours: number, namespace: string | undefined): Promise<Performance> {
    const names = namespace === undefined ? null : [namespace];
    return only(
      await readRows<Performance>(this.#sql`
        select jsonb_build_object(
                 'metrics', case when ${names}::text[] is null then (
                   select to_jsonb(m) from tasker_v1.get_analytics_metrics(now() - ${hours} * interval '1 hour') m) end,
                 'percentiles', (
                   select coalesce(jsonb_agg(to_jsonb(p)), '[]')
                     from tasker_v1.get_duration_percentiles(now() - ${hours} * interval '1 hour', ${names}::text[]) p))
               as row`),
    );
  }
}
