/** How much was done in a period, in all namespaces. Source: `sql/functions/analytics/get_analytics_metrics.sql`. */
export interface PerformanceMetrics {
  /** Tasks that are not over. */
  readonly activeTasksCount: number;
  /** Namespaces with templates. */
  readonly totalNamespacesCount: number;
  /** Templates, versions not counted. */
  readonly uniqueTaskTypesCount: number;
  /** 0 to 1. */
  readonly systemHealthScore: number;
  /** Tasks created. */
  readonly taskThroughput: number;
  /** Tasks that completed. */
  readonly completionCount: number;
  /** Tasks that failed. */
  readonly errorCount: number;
  /** Share of the tasks that completed, 0 to 100. */
  readonly completionRate: number;
  /** Share of the tasks that failed, 0 to 100. */
  readonly errorRate: number;
  /** Seconds from creation to the end, on average. */
  readonly avgTaskDuration: number;
  /** Seconds an attempt took, on average. */
  readonly avgStepDuration: number;
  /** Steps that ended. */
  readonly stepThroughput: number;
  /** Begin of the period: ISO 8601. */
  readonly analysisPeriodStart: string;
  /** End of the period: ISO 8601. */
  readonly calculatedAt: string;
}

/** How long tasks or attempts took. Source: `sql/functions/analytics/get_duration_percentiles.sql`. */
export interface DurationPercentiles {
  /** Of what. */
  readonly kind: "task" | "step";
  /** The namespace. */
  readonly namespace: string;
  /** How many ended. */
  readonly endedCount: number;
  /** How many of them failed. */
  readonly errorCount: number;
  /** Half of them took no longer. */
  readonly p50Seconds: number | null;
  /** 90 % of them took no longer. */
  readonly p90Seconds: number | null;
  /** 95 % of them took no longer. */
  readonly p95Seconds: number | null;
  /** 99 % of them took no longer. */
  readonly p99Seconds: number | null;
  /** The longest. */
  readonly maxSeconds: number | null;
}

/** What `GET /v1/analytics/performance` answers. */
export interface Performance {
  /** Of all namespaces; null where only some were asked for. */
  readonly metrics: PerformanceMetrics | null;
  /** Computed from every task and attempt that ended in the period. */
  readonly percentiles: readonly DurationPercentiles[];
}

/** How a template, or a step of it, did in a period. */
export interface AggregatedDurations {
  /** Namespace of the template. */
  readonly namespaceName: string;
  /** Name of the template. */
  readonly taskName: string;
  /** Version of the template. */
  readonly version: string;
  /** On average. */
  readonly averageDurationSeconds: number;
  /** The longest. */
  readonly maxDurationSeconds: number;
  /** How often it ran. */
  readonly executionCount: number;
  /** How often it failed. */
  readonly errorCount: number;
  /** Share that failed, 0 to 1. */
  readonly errorRate: number;
  /** When it last ran: ISO 8601. */
  readonly lastExecutedAt: string;
}

/** How much of what there is is in use now. Source: `sql/functions/analytics/get_resource_utilization.sql`. */
export interface ResourceUtilization {
  /** Connections to the server, of all databases; null where only some namespaces were asked for. */
  readonly databaseConnectionsUsed: number | null;
  /** Connections that the server allows to others than its superuser; null as above. */
  readonly databaseConnectionsMax: number | null;
  /** Share of them in use, 0 to 1; null as above. */
  readonly databaseUtilization: number | null;
  /** Workers that live. */
  readonly workersCount: number;
  /** Steps that they can run at once; null when none of them tells. */
  readonly workerSlots: number | null;
  /** Steps that they hold, those that wait for a free slot too. */
  readonly workerSteps: number;
  /** Share of the slots in use, 0 to 1; null when slots are not known. */
  readonly workerUtilization: number | null;
  /** Steps that wait for a worker. */
  readonly readySteps: number;
  /** Steps that wait for others; null where only some namespaces were asked for, as the counts below. */
  readonly pendingSteps: number | null;
  /** Steps that run. */
  readonly inProgressSteps: number | null;
  /** Failed steps that will be tried again. */
  readonly waitingForRetrySteps: number | null;
  /** Failed steps that will not. */
  readonly errorSteps: number | null;
}

/** What takes longest, with what to do about it. */
export interface Bottlenecks {
  /** Steps of templates, the slowest on average first. */
  readonly slowSteps: readonly (AggregatedDurations & { readonly stepName: string })[];
  /** Templates, the slowest on average first. */
  readonly slowTasks: readonly (AggregatedDurations & {
    readonly averageStepCount: number;
    readonly totalErrorSteps: number;
  })[];
  /** How much of what there is is in use now. */
  readonly resourceUtilization: ResourceUtilization;
  /** Sentences for people. */
  readonly recommendations: readonly string[];
}

/** A single step that took long. Source: `sql/functions/analytics/get_slowest_steps.sql`. */
export interface SlowStep {
  /** The step. */
  readonly workflowStepUuid: string;
  /** Its task. */
  readonly taskUuid: string;
  /** Its name. */
  readonly stepName: string;
  /** Name of the template. */
  readonly taskName: string;
  /** Namespace of the template. */
  readonly namespaceName: string;
  /** Version of the template. */
  readonly version: string;
  /** How long it took. */
  readonly durationSeconds: number;
  /** Attempts it took. */
  readonly attempts: number;
  /** When it was created: ISO 8601. */
  readonly createdAt: string;
  /** When it ended: ISO 8601. */
  readonly completedAt: string;
  /** Whether it may be tried again. */
  readonly retryable: boolean;
  /** Its state. */
  readonly stepStatus: string;
}

/** A single task that took long. Source: `sql/functions/analytics/get_slowest_tasks.sql`. */
export interface SlowTask {
  /** The task. */
  readonly taskUuid: string;
  /** Name of the template. */
  readonly taskName: string;
  /** Namespace of the template. */
  readonly namespaceName: string;
  /** Version of the template. */
  readonly version: string;
  /** How long it took. */
  readonly durationSeconds: number;
  /** Steps it has. */
  readonly stepCount: number;
  /** Steps that succeeded. */
  readonly completedSteps: number;
  /** Steps that failed. */
  readonly errorSteps: number;
  /** When it was created: ISO 8601. */
  readonly createdAt: string;
  /** When it ended: ISO 8601. */
  readonly completedAt: string;
  /** Who asked. */
  readonly initiator: string | null;
  /** From where. */
  readonly sourceSystem: string | null;
}
