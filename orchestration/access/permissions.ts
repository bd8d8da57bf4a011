/** What a permission is about, and whether it can be given for some namespaces only. */
export interface PermissionFacts {
  /** What who has it may do. */
  readonly summary: string;
  /** Whether it can be limited to namespaces. What is not can only be held for the whole system. */
  readonly namespaced: boolean;
  /** What the predecessors called it: tasker-core, the Rails engine, the distributed scheduler. */
  readonly formerly: readonly string[];
}

/** Every permission there is. A route names one of them, or {@linkcode PUBLIC} or {@linkcode SIGNED_IN}. */
export const PERMISSIONS = {
  "tasks:create": {
    summary: "Create tasks",
    namespaced: true,
    formerly: ["tasker.task:create"],
  },
  "tasks:read": {
    summary: "List and read tasks, their contexts and results, their graph, and follow them live",
    namespaced: true,
    formerly: [
      "tasks:list",
      "tasks:context_read",
      "tasker.task:index",
      "tasker.task:show",
      "TaskRead",
    ],
  },
  "tasks:cancel": {
    summary: "Cancel tasks",
    namespaced: true,
    formerly: ["tasker.task:cancel", "tasker.task:destroy", "TaskDelete"],
  },
  "tasks:operate": {
    summary: "Resolve, retry, annotate and change tasks",
    namespaced: true,
    formerly: ["tasker.task:update", "tasker.task:retry"],
  },
  "steps:read": {
    summary: "Read steps, their attempts and their audit",
    namespaced: true,
    formerly: ["tasker.workflow_step:index", "tasker.workflow_step:show"],
  },
  "steps:operate": {
    summary: "Reset, resolve, complete, skip and cancel steps by hand",
    namespaced: true,
    formerly: [
      "steps:resolve",
      "tasker.workflow_step:update",
      "tasker.workflow_step:destroy",
      "tasker.workflow_step:retry",
      "tasker.workflow_step:cancel",
    ],
  },
  "templates:read": {
    summary: "Read templates, namespaces and handlers, and validate a template",
    namespaced: true,
    formerly: [
      "templates:validate",
      "worker:templates_read",
      "system:handlers_read",
      "tasker.handler:index",
      "tasker.handler:show",
    ],
  },
  "templates:write": { summary: "Publish templates", namespaced: true, formerly: [] },
  "dlq:read": {
    summary: "Read the dead letter queue, its statistics and what grows stale",
    namespaced: true,
    formerly: ["dlq:stats"],
  },
  "dlq:write": {
    summary: "Add, investigate, resolve and redrive dead letters",
    namespaced: true,
    formerly: ["dlq:update"],
  },
  "analytics:read": {
    summary: "Read performance, bottlenecks and slowest tasks and steps",
    namespaced: true,
    formerly: ["system:analytics_read", "tasker.analytics:index"],
  },
  "workers:read": { summary: "Read workers and their state", namespaced: true, formerly: ["WorkerRead"] },
  "workers:act": {
    summary: "Be a worker: register, claim steps, complete them, renew leases",
    namespaced: true,
    formerly: ["WorkerWrite"],
  },
  "system:read": {
    summary: "Read the state of the whole system: detailed health, queues, metrics",
    namespaced: false,
    formerly: ["SystemRead", "tasker.health_status:index", "tasker.metrics:index"],
  },
  "system:operate": {
    summary: "Change how the system runs: pause, resume, retention, circuit breakers",
    namespaced: false,
    formerly: ["SystemWrite"],
  },
  "config:read": {
    summary: "Read the configuration, redacted",
    namespaced: false,
    formerly: ["system:config_read", "worker:config_read"],
  },
  "audit:read": {
    summary: "Read the log of who called what, from where and why",
    namespaced: false,
    formerly: [],
  },
  "auth:manage": {
    summary: "Create, rotate and revoke API keys, users and their roles",
    namespaced: false,
    formerly: [],
  },
} as const satisfies Record<string, PermissionFacts>;

/** A permission, `resource:action`. */
export type Permission = keyof typeof PERMISSIONS;

/** The permission of a route that asks for no credential: liveness, readiness, the API's description. */
export const PUBLIC = "public";

/** The permission of a route for whoever has a valid credential, whatever it allows: signing out, "who am I". */
export const SIGNED_IN = "signed_in";

/** What a route declares. */
export type RoutePermission = Permission | typeof PUBLIC | typeof SIGNED_IN;

/** All permissions, in the order of the list. */
export const PERMISSION_NAMES: readonly Permission[] = Object.keys(PERMISSIONS) as Permission[];
