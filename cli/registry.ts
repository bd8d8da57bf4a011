import type { Command } from "./command.ts";

/** A command that exists; its module is loaded when it is asked for. */
export interface RegisteredCommand {
  /** Words that call it: `["task", "create"]`. */
  readonly path: readonly string[];
  /** What it does, one sentence without a final period. */
  readonly summary: string;
  /** Loads its module. */
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Every command, in the order of help. */
export const REGISTRY: readonly RegisteredCommand[] = [
  {
    path: ["start"],
    summary: "Runs everything in one process: API, orchestrator, worker and, where there is none, PostgreSQL",
    load: () => import("./commands/start.ts"),
  },
  {
    path: ["worker"],
    summary: "Runs a worker that answers health checks",
    load: () => import("./commands/worker.ts"),
  },
  {
    path: ["demo"],
    summary: "Fulfils orders before your eyes and adds up what came of them",
    load: () => import("./commands/demo.ts"),
  },
  {
    path: ["migrate"],
    summary: "Brings the database to this release",
    load: () => import("./commands/migrate.ts"),
  },
  {
    path: ["task", "create"],
    summary: "Creates a task",
    load: () => import("./commands/task_create.ts"),
  },
  {
    path: ["task", "get"],
    summary: "Shows a task, its steps and their results",
    load: () => import("./commands/task_get.ts"),
  },
  {
    path: ["task", "list"],
    summary: "Lists tasks, the newest first",
    load: () => import("./commands/task_list.ts"),
  },
  {
    path: ["task", "steps"],
    summary: "Lists the steps of a task",
    load: () => import("./commands/task_steps.ts"),
  },
  {
    path: ["task", "transitions"],
    summary: "Lists every change of state of a task and its steps",
    load: () => import("./commands/task_transitions.ts"),
  },
  {
    path: ["task", "graph"],
    summary: "Draws the steps of a task, and which needs which",
    load: () => import("./commands/task_graph.ts"),
  },
  {
    path: ["task", "cancel"],
    summary: "Cancels tasks with all their live steps",
    load: () => import("./commands/task_cancel.ts"),
  },
  {
    path: ["task", "explain"],
    summary: "Explains why the steps of a task do not run, or who runs them",
    load: () => import("./commands/task_explain.ts"),
  },
  {
    path: ["task", "watch"],
    summary: "Follows a task to its end",
    load: () => import("./commands/task_watch.ts"),
  },
  {
    path: ["task", "wait"],
    summary: "Waits until a task is over or blocked by failures",
    load: () => import("./commands/task_wait.ts"),
  },
  {
    path: ["task", "annotate"],
    summary: "Notes something about a task",
    load: () => import("./commands/task_annotate.ts"),
  },
  {
    path: ["task", "annotations"],
    summary: "Lists what was noted about a task",
    load: () => import("./commands/task_annotations.ts"),
  },
  {
    path: ["step", "list"],
    summary: "Lists the steps of a task",
    load: () => import("./commands/step_list.ts"),
  },
  {
    path: ["step", "get"],
    summary: "Shows a step",
    load: () => import("./commands/step_get.ts"),
  },
  {
    path: ["step", "explain"],
    summary: "Explains why a step does not run, or who runs it",
    load: () => import("./commands/step_explain.ts"),
  },
  {
    path: ["step", "audit"],
    summary: "Lists who ran a step, and how it ended",
    load: () => import("./commands/step_audit.ts"),
  },
  {
    path: ["step", "reset"],
    summary: "Gives a failed step a fresh set of attempts",
    load: () => import("./commands/step_reset.ts"),
  },
  {
    path: ["step", "cancel"],
    summary: "Cancels a step; those that need it never run",
    load: () => import("./commands/step_cancel.ts"),
  },
  {
    path: ["step", "resolve"],
    summary: "Counts a step as done, without a result",
    load: () => import("./commands/step_resolve.ts"),
  },
  {
    path: ["step", "complete"],
    summary: "Completes a step with a result given by hand",
    load: () => import("./commands/step_complete.ts"),
  },
  {
    path: ["dlq", "list"],
    summary: "Lists investigations of tasks that stopped moving",
    load: () => import("./commands/dlq_list.ts"),
  },
  {
    path: ["dlq", "show"],
    summary: "Shows the investigation of a task",
    load: () => import("./commands/dlq_show.ts"),
  },
  {
    path: ["dlq", "queue"],
    summary: "Lists the open investigations, the most pressing first",
    load: () => import("./commands/dlq_queue.ts"),
  },
  {
    path: ["dlq", "stale"],
    summary: "Tells how near to stale tasks are",
    load: () => import("./commands/dlq_stale.ts"),
  },
  {
    path: ["dlq", "add"],
    summary: "Opens an investigation of a task",
    load: () => import("./commands/dlq_add.ts"),
  },
  {
    path: ["dlq", "resolve"],
    summary: "Closes the investigation of a task",
    load: () => import("./commands/dlq_resolve.ts"),
  },
  {
    path: ["dlq", "redrive"],
    summary: "Drives a failed task again and closes its investigation",
    load: () => import("./commands/dlq_redrive.ts"),
  },
  {
    path: ["dlq", "stats"],
    summary: "Counts investigations by reason and outcome",
    load: () => import("./commands/dlq_stats.ts"),
  },
  {
    path: ["template", "validate"],
    summary: "Checks template files and lists every fault",
    load: () => import("./commands/template_validate.ts"),
  },
  {
    path: ["template", "register"],
    summary: "Publishes template files, all of them or none",
    load: () => import("./commands/template_register.ts"),
  },
  {
    path: ["template", "list"],
    summary: "Lists the published templates",
    load: () => import("./commands/template_list.ts"),
  },
  {
    path: ["template", "show"],
    summary: "Shows one version of a template",
    load: () => import("./commands/template_show.ts"),
  },
  {
    path: ["template", "generate"],
    summary: "Scaffolds a task with handlers, and a test that passes",
    load: () => import("./commands/template_generate.ts"),
  },
  {
    path: ["worker", "list"],
    summary: "Lists workers, the last heard of first",
    load: () => import("./commands/worker_list.ts"),
  },
  {
    path: ["worker", "get"],
    summary: "Shows a worker and the steps it holds",
    load: () => import("./commands/worker_get.ts"),
  },
  {
    path: ["worker", "check"],
    summary: "Tells which handlers no live worker has",
    load: () => import("./commands/worker_check.ts"),
  },
  {
    path: ["queue", "stats"],
    summary: "Tells how full each queue is",
    load: () => import("./commands/queue_stats.ts"),
  },
  {
    path: ["system", "health"],
    summary: "Tells how each part is",
    load: () => import("./commands/system_health.ts"),
  },
  {
    path: ["system", "info"],
    summary: "Tells what commands talk to, and which programs are up there",
    load: () => import("./commands/system_info.ts"),
  },
  {
    path: ["system", "watch"],
    summary: "Shows live what a namespace, or all of them, is doing",
    load: () => import("./commands/system_watch.ts"),
  },
  {
    path: ["system", "performance"],
    summary: "Measures throughput and durations of a period",
    load: () => import("./commands/system_performance.ts"),
  },
  {
    path: ["system", "metrics"],
    summary: "Prints metrics in Prometheus' text format",
    load: () => import("./commands/system_metrics.ts"),
  },
  {
    path: ["system", "invariants"],
    summary: "Looks for what must never be",
    load: () => import("./commands/system_invariants.ts"),
  },
  {
    path: ["system", "recoveries"],
    summary: "Lists what was mended, the latest first",
    load: () => import("./commands/system_recoveries.ts"),
  },
  {
    path: ["system", "held-transactions"],
    summary: "Lists open transactions and slots that keep dead rows from being removed",
    load: () => import("./commands/system_held_transactions.ts"),
  },
  {
    path: ["system", "upkeep"],
    summary: "Shows when tasks count as stale, and how long things are kept",
    load: () => import("./commands/system_upkeep.ts"),
  },
  {
    path: ["sql", "render"],
    summary: "Writes what migrate does as a script for psql",
    load: () => import("./commands/sql_render.ts"),
  },
  {
    path: ["sql", "check"],
    summary: "Compares the database with this release",
    load: () => import("./commands/sql_check.ts"),
  },
  {
    path: ["auth", "keys", "create"],
    summary: "Makes an API key and shows it, once",
    load: () => import("./commands/auth_keys_create.ts"),
  },
  {
    path: ["auth", "keys", "list"],
    summary: "Lists API keys",
    load: () => import("./commands/auth_keys_list.ts"),
  },
  {
    path: ["auth", "keys", "rotate"],
    summary: "Makes a new API key for an old one, which works on for a while",
    load: () => import("./commands/auth_keys_rotate.ts"),
  },
  {
    path: ["auth", "keys", "revoke"],
    summary: "Ends an API key at once",
    load: () => import("./commands/auth_keys_revoke.ts"),
  },
  {
    path: ["auth", "users", "create"],
    summary: "Makes a user who signs in with a name and a password",
    load: () => import("./commands/auth_users_create.ts"),
  },
  {
    path: ["auth", "users", "list"],
    summary: "Lists who may sign in",
    load: () => import("./commands/auth_users_list.ts"),
  },
  {
    path: ["auth", "users", "disable"],
    summary: "Ends a user's sessions and lets nobody sign in as it",
    load: () => import("./commands/auth_users_disable.ts"),
  },
  {
    path: ["auth", "tokens", "create"],
    summary: "Makes a bearer token that carries what it allows",
    load: () => import("./commands/auth_tokens_create.ts"),
  },
  {
    path: ["auth", "tokens", "revoke"],
    summary: "Ends a bearer token by its id",
    load: () => import("./commands/auth_tokens_revoke.ts"),
  },
  {
    path: ["auth", "permissions"],
    summary: "Lists permissions, and which roles have them",
    load: () => import("./commands/auth_permissions.ts"),
  },
  {
    path: ["config", "validate"],
    summary: "Checks the configuration and lists every fault",
    load: () => import("./commands/config_validate.ts"),
  },
  {
    path: ["config", "show"],
    summary: "Shows each value and where it comes from",
    load: () => import("./commands/config_show.ts"),
  },
  {
    path: ["config", "explain"],
    summary: "Explains what each key does and accepts",
    load: () => import("./commands/config_explain.ts"),
  },
  {
    path: ["config", "docs"],
    summary: "Writes the reference of all keys as Markdown",
    load: () => import("./commands/config_docs.ts"),
  },
  {
    path: ["secrets", "rotate"],
    summary: "Seals anew with the active key what is sealed with others",
    load: () => import("./commands/secrets_rotate.ts"),
  },
  {
    path: ["profile", "list"],
    summary: "Lists the servers and databases that have a name",
    load: () => import("./commands/profile_list.ts"),
  },
  {
    path: ["profile", "add"],
    summary: "Writes down a server or a database under a name",
    load: () => import("./commands/profile_add.ts"),
  },
  {
    path: ["profile", "remove"],
    summary: "Takes a profile out of the file",
    load: () => import("./commands/profile_remove.ts"),
  },
  {
    path: ["profile", "show"],
    summary: "Tells what commands would work against now",
    load: () => import("./commands/profile_show.ts"),
  },
  {
    path: ["profile", "check"],
    summary: "Tells whether that answers",
    load: () => import("./commands/profile_check.ts"),
  },
  {
    path: ["completions"],
    summary: "Writes the completion script for bash, zsh or fish",
    load: () => import("./commands/completions.ts"),
  },
  {
    path: ["version"],
    summary: "Shows the version of the program",
    load: () => import("./commands/version.ts"),
  },
];
