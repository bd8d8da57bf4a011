import type { Performance } from "../../core/analytics.ts";
import type { Annotation } from "../../core/annotation.ts";
import type {
  DlqEntry,
  DlqFilter,
  DlqResolution,
  DlqStats,
  QueuedInvestigation,
  TaskStaleness,
} from "../../core/dlq_entry.ts";
import type { HealthReport } from "../../core/health_report.ts";
import type { Json } from "../../core/json.ts";
import type { OperatedStep, RedrivenTask, StepOperation, TaskOperation } from "../../core/operation.ts";
import type { Reason } from "../../core/reason.ts";
import type { TaskState } from "../../core/states.ts";
import type { StepAudit } from "../../core/step_audit.ts";
import type { TaskGraph } from "../../core/task_graph.ts";
import type { TaskMatch } from "../../core/task_match.ts";
import type { Template } from "../../core/template.ts";
import type {
  ListedTemplate,
  RegisteredTemplate,
  TemplateName,
  TemplateView,
} from "../../core/template_view.ts";
import type { ListedTask, StepView, TaskRequest, TaskView } from "../../core/wire.ts";
import type { HandlerView, WorkerDetail, WorkerView } from "../../core/worker_view.ts";

/** Which tasks to list, and how many at a time. */
export interface TaskListFilter extends TaskMatch {
  /** The last task of the page before. */
  readonly cursor?: string | undefined;
  /** Most to list, 1 to 100. */
  readonly limit: number;
}

/** Which workers to list. */
export interface WorkerListFilter {
  /** Only those that serve this namespace. */
  readonly namespace?: string | undefined;
  /** Only those that live. */
  readonly alive?: true | undefined;
}

/** A process that is up. Source: `sql/functions/meta/list_programs.sql`. */
export interface Program {
  /** `worker` or `orchestrator`. */
  readonly kind: string;
  /** Its uuid. */
  readonly programUuid: string;
  /** Its release. */
  readonly release: string | null;
  /** Where it runs. */
  readonly host: string | null;
  /** Its process number. */
  readonly pid: number | null;
  /** When it was last heard of: ISO 8601. */
  readonly seenAt: string;
}

/** What runs somewhere. */
export interface Description {
  /** What is known, by name in camelCase. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** The processes that are up; undefined where that is not told. */
  readonly programs?: readonly Program[];
}

/** How an investigation was closed. */
export interface DlqClosing extends TaskOperation {
  /** How it stands now. */
  readonly as: DlqResolution;
}

/** A task that was cancelled. */
export interface Cancelled {
  /** The task. */
  readonly taskUuid: string;
  /** Its state now. */
  readonly state: TaskState;
}

/**
 * What commands do to tasker, written once: over HTTP by `HttpOperations`, in the database by `SqlOperations`. Both
 * give the same answers and throw the same errors.
 */
export interface Operations {
  /** Creates a task, or finds the one of the same identity. */
  createTask(request: TaskRequest): Promise<{ readonly taskUuid: string; readonly created: boolean }>;
  /** Reads a task with its steps and the transitions of both. */
  readTask(taskUuid: string): Promise<TaskView>;
  /** Lists tasks, the newest first. */
  listTasks(filter: TaskListFilter): Promise<readonly ListedTask[]>;
  /** Cancels tasks: all or none in the database, one after the other over HTTP. */
  cancelTasks(taskUuids: readonly string[], reason: string | undefined): Promise<readonly Cancelled[]>;
  /** Explains why the steps of a task do not run. */
  explainTask(taskUuid: string): Promise<readonly Reason[]>;
  /** Draws a task: its steps and which needs which. */
  taskGraph(taskUuid: string): Promise<TaskGraph>;
  /** Lists what was noted about a task, the oldest first. */
  annotations(taskUuid: string, type: string | undefined): Promise<readonly Annotation[]>;
  /** Notes something about a task. */
  annotate(taskUuid: string, type: string, annotation: Json): Promise<Annotation>;
  /**
   * Tells when it is time to look at a task again: at once, and then whenever it may have changed.
   *
   * @param signal Ends it.
   */
  changesOf(taskUuid: string, signal: AbortSignal): AsyncIterable<void>;

  /** Lists the steps of a task in topological order. */
  listSteps(taskUuid: string): Promise<readonly StepView[]>;
  /** Reads a step. */
  readStep(stepUuid: string): Promise<StepView>;
  /** Explains why a step does not run. */
  explainStep(stepUuid: string): Promise<readonly Reason[]>;
  /** Lists the recorded attempts of a step, the last first. */
  auditStep(stepUuid: string): Promise<readonly StepAudit[]>;
  /** Gives a failed step a fresh set of attempts. */
  resetStep(operation: StepOperation): Promise<OperatedStep>;
  /** Cancels a step; those that need it never run. */
  cancelStep(operation: StepOperation): Promise<OperatedStep>;
  /** Counts a step as done, without a result. */
  resolveStep(operation: StepOperation): Promise<OperatedStep>;
  /** Completes a step with a result given by hand. */
  completeStep(operation: StepOperation & { readonly result: Json }): Promise<OperatedStep>;

  /** Lists the published templates. */
  listTemplates(namespace: string | undefined): Promise<readonly ListedTemplate[]>;
  /** Reads one version of a template. */
  readTemplate(name: TemplateName): Promise<TemplateView>;
  /** Publishes templates: all or none in the database, one after the other over HTTP. */
  registerTemplates(templates: readonly Template[]): Promise<readonly RegisteredTemplate[]>;

  /** Lists the workers that ever registered, the last heard of first. */
  listWorkers(filter: WorkerListFilter): Promise<readonly WorkerView[]>;
  /** Reads a worker, and the steps it holds. */
  readWorker(workerUuid: string): Promise<WorkerDetail>;
  /** Lists the handlers that published templates name. */
  listHandlers(): Promise<readonly HandlerView[]>;

  /** Lists investigations, the newest first. */
  listDlq(filter: DlqFilter): Promise<readonly DlqEntry[]>;
  /** Reads the latest investigation of a task. */
  readDlq(taskUuid: string): Promise<DlqEntry>;
  /** Opens an investigation of a task, unless one is open. */
  openDlq(operation: TaskOperation): Promise<{ readonly entry: DlqEntry; readonly isNew: boolean }>;
  /** Closes the investigation of a task. */
  closeDlq(closing: DlqClosing): Promise<DlqEntry>;
  /** Drives a failed task again. */
  redrive(operation: TaskOperation): Promise<RedrivenTask>;
  /** Counts investigations by reason. */
  dlqStats(): Promise<readonly DlqStats[]>;
  /** Lists the open investigations, the most pressing first. */
  dlqQueue(limit: number): Promise<readonly QueuedInvestigation[]>;
  /** Tells how near to stale tasks are, the nearest first. */
  staleness(limit: number): Promise<readonly TaskStaleness[]>;

  /** Tells what runs there. */
  describe(): Promise<Description>;
  /** Tells how each part of it is. */
  health(): Promise<HealthReport>;
  /** Gives the metrics in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Measures a period up to now. */
  performance(hours: number, namespace: string | undefined): Promise<Performance>;
}
