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

/** Commands by the words that call them, in the order of help. */
const COMMANDS: Readonly<Record<string, Omit<RegisteredCommand, "path">>> = {
  start: {
    summary: "Runs everything in one process: API, orchestrator, worker and, where there is none, PostgreSQL",
    load: () => import("./commands/start.ts"),
  },
  worker: {
    summary: "Runs a worker that answers health checks",
    load: () => import("./commands/worker.ts"),
  },
  demo: {
    summary: "Fulfils orders before your eyes and adds up what came of them",
    load: () => import("./commands/demo.ts"),
  },
  migrate: {
    summary: "Brings the database to this release",
    load: () => import("./commands/migrate.ts"),
  },
  "task create": {
    summary: "Creates a task",
    load: () => import("./commands/task_create.ts"),
  },
  "task get": {
    summary: "Shows a task, its steps and their results",
    load: () => import("./commands/task_get.ts"),
  },
  "task list": {
    summary: "Lists tasks, the newest first",
    load: () => import("./commands/task_list.ts"),
  },
  "task steps": {
    summary: "Lists the steps of a task",
    load: () => import("./commands/task_steps.ts"),
  },
  "task transitions": {
    summary: "Lists every change of state of a task and its steps",
    load: () => import("./commands/task_transitions.ts"),
  },
  "task graph": {
    summary: "Draws the steps of a task, and which needs which",
    load: () => import("./commands/task_graph.ts"),
  },
  "task cancel": {
    summary: "Cancels tasks with all their live steps",
    load: () => import("./commands/task_cancel.ts"),
  },
  "task explain": {
    summary: "Explains why the steps of a task do not run, or who runs them",
    load: () => import("./commands/task_explain.ts"),
  },
  "task watch": {
    summary: "Follows a task to its end",
    load: () => import("./commands/task_watch.ts"),
  },
  "task wait": {
    summary: "Waits until a task is over or blocked by failures",
    load: () => import("./commands/task_wait.ts"),
  },
  "task annotate": {
    summary: "Notes something about a task",
    load: () => import("./commands/task_annotate.ts"),
  },
  "task annotations": {
    summary: "Lists what was noted about a task",
    load: () => import("./commands/task_annotations.ts"),
  },
  "step list": {
    summary: "Lists the steps of a task",
    load: () => import("./commands/step_list.ts"),
  },
  "step get": {
    summary: "Shows a step",
    load: () => import("./commands/step_get.ts"),
  },
  "step explain": {
    summary: "Explains why a step does not run, or who runs it",
    load: () => import("./commands/step_explain.ts"),
  },
  "step audit": {
    summary: "Lists who ran a step, and how it ended",
    load: () => import("./commands/step_audit.ts"),
  },
  "step reset": {
    summary: "Gives a failed step a fresh set of attempts",
    load: () => import("./commands/step_reset.ts"),
  },
  "step cancel": {
    summary: "Cancels a step; those that need it never run",
    load: () => import("./commands/step_cancel.ts"),
  },
  "step resolve": {
    summary: "Counts a step as done, without a result",
    load: () => import("./commands/step_resolve.ts"),
  },
  "step complete": {
    summary: "Completes a step with a result given by hand",
    load: () => import("./commands/step_complete.ts"),
  },
  "dlq list": {
    summary: "Lists investigations of tasks that stopped moving",
    load: () => import("./commands/dlq_list.ts"),
  },
  "dlq show": {
    summary: "Shows the investigation of a task",
    load: () => import("./commands/dlq_show.ts"),
  },
  "dlq queue": {
    summary: "Lists the open investigations, the most pressing first",
    load: () => import("./commands/dlq_queue.ts"),
  },
  "dlq stale": {
    summary: "Tells how near to stale tasks are",
    load: () => import("./commands/dlq_stale.ts"),
  },
  "dlq add": {
    summary: "Opens an investigation of a task",
    load: () => import("./commands/dlq_add.ts"),
  },
  "dlq resolve": {
    summary: "Closes the investigation of a task",
    load: () => import("./commands/dlq_resolve.ts"),
  },
  "dlq redrive": {
    summary: "Drives a failed task again and closes its investigation",
    load: () => import("./commands/dlq_redrive.ts"),
  },
  "dlq stats": {
    summary: "Counts investigations by reason and outcome",
    load: () => import("./commands/dlq_stats.ts"),
  },
  "template validate": {
    summary: "Checks template files and lists every fault",
    load: () => import("./commands/template_validate.ts"),
  },
  "template register": {
    summary: "Publishes template files, all of them or none",
    load: () => import("./commands/template_register.ts"),
  },
  "template list": {
    summary: "Lists the published templates",
    load: () => import("./commands/template_list.ts"),
  },
  "template show": {
    summary: "Shows one version of a template",
    load: () => import("./commands/template_show.ts"),
  },
  "template generate": {
    summary: "Scaffolds a task with handlers, and a test that passes",
    load: () => import("./commands/template_generate.ts"),
  },
  "worker list": {
    summary: "Lists workers, the last heard of first",
    load: () => import("./commands/worker_list.ts"),
  },
  "worker get": {
    summary: "Shows a worker and the steps it holds",
    load: () => import("./commands/worker_get.ts"),
  },
  "worker check": {
    summary: "Tells which handlers no live worker has",
    load: () => import("./commands/worker_check.ts"),
  },
  "queue stats": {
    summary: "Tells how full each queue is",
    load: () => import("./commands/queue_stats.ts"),
  },
  "system health": {
    summary: "Tells how each part is",
    load: () => import("./commands/system_health.ts"),
  },
  "system info": {
    summary: "Tells what commands talk to, and which programs are up there",
    load: () => import("./commands/system_info.ts"),
  },
  "system watch": {
    summary: "Shows live what a namespace, or all of them, is doing",
    load: () => import("./commands/system_watch.ts"),
  },
  "system performance": {
    summary: "Measures throughput and durations of a period",
    load: () => import("./commands/system_performance.ts"),
  },
  "system metrics": {
    summary: "Prints metrics in Prometheus' text format",
    load: () => import("./commands/system_metrics.ts"),
  },
  "system invariants": {
    summary: "Looks for what must never be",
    load: () => import("./commands/system_invariants.ts"),
  },
  "system recoveries": {
    summary: "Lists what was mended, the latest first",
    load: () => import("./commands/system_recoveries.ts"),
  },
  "system held-transactions": {
    summary: "Lists open transactions and slots that keep dead rows from being removed",
    load: () => import("./commands/system_held_transactions.ts"),
  },
  "system upkeep": {
    summary: "Shows when tasks count as stale, and how long things are kept",
    load: () => import("./commands/system_upkeep.ts"),
  },
  "sql render": {
    summary: "Writes what migrate does as a script for psql",
    load: () => import("./commands/sql_render.ts"),
  },
  "sql check": {
    summary: "Compares the database with this release",
    load: () => import("./commands/sql_check.ts"),
  },
  "auth keys create": {
    summary: "Makes an API key and shows it, once",
    load: () => import("./commands/auth_keys_create.ts"),
  },
  "auth keys list": {
    summary: "Lists API keys",
    load: () => import("./commands/auth_keys_list.ts"),
  },
  "auth keys rotate": {
    summary: "Makes a new API key for an old one, which works on for a while",
    load: () => import("./commands/auth_keys_rotate.ts"),
  },
  "auth keys revoke": {
    summary: "Ends an API key at once",
    load: () => import("./commands/auth_keys_revoke.ts"),
  },
  "auth users create": {
    summary: "Makes a user who signs in with a name and a password",
    load: () => import("./commands/auth_users_create.ts"),
  },
  "auth users list": {
    summary: "Lists who may sign in",
    load: () => import("./commands/auth_users_list.ts"),
  },
  "auth users disable": {
    summary: "Ends a user's sessions and lets nobody sign in as it",
    load: () => import("./commands/auth_users_disable.ts"),
  },
  "auth tokens create": {
    summary: "Makes a bearer token that carries what it allows",
    load: () => import("./commands/auth_tokens_create.ts"),
  },
  "auth tokens revoke": {
    summary: "Ends a bearer token by its id",
    load: () => import("./commands/auth_tokens_revoke.ts"),
  },
  "auth roles list": {
    summary: "Lists roles and what each allows",
    load: () => import("./commands/auth_roles_list.ts"),
  },
  "auth roles show": {
    summary: "Shows what a role allows",
    load: () => import("./commands/auth_roles_show.ts"),
  },
  "auth roles set": {
    summary: "Makes a role of the installation's own, or changes what it allows",
    load: () => import("./commands/auth_roles_set.ts"),
  },
  "auth roles drop": {
    summary: "Removes a role of the installation's own",
    load: () => import("./commands/auth_roles_drop.ts"),
  },
  "auth sessions list": {
    summary: "Lists who is signed in",
    load: () => import("./commands/auth_sessions_list.ts"),
  },
  "auth sessions revoke": {
    summary: "Ends a session at once",
    load: () => import("./commands/auth_sessions_revoke.ts"),
  },
  "auth permissions": {
    summary: "Lists permissions, and which roles have them",
    load: () => import("./commands/auth_permissions.ts"),
  },
  "config validate": {
    summary: "Checks the configuration and lists every fault",
    load: () => import("./commands/config_validate.ts"),
  },
  "config show": {
    summary: "Shows each value and where it comes from",
    load: () => import("./commands/config_show.ts"),
  },
  "config explain": {
    summary: "Explains what each key does and accepts",
    load: () => import("./commands/config_explain.ts"),
  },
  "config docs": {
    summary: "Writes the reference of all keys as Markdown",
    load: () => import("./commands/config_docs.ts"),
  },
  "secrets rotate": {
    summary: "Seals anew with the active key what is sealed with others",
    load: () => import("./commands/secrets_rotate.ts"),
  },
  "profile list": {
    summary: "Lists the servers and databases that have a name",
    load: () => import("./commands/profile_list.ts"),
  },
  "profile add": {
    summary: "Writes down a server or a database under a name",
    load: () => import("./commands/profile_add.ts"),
  },
  "profile remove": {
    summary: "Takes a profile out of the file",
    load: () => import("./commands/profile_remove.ts"),
  },
  "profile show": {
    summary: "Tells what commands would work against now",
    load: () => import("./commands/profile_show.ts"),
  },
  "profile check": {
    summary: "Tells whether that answers",
    load: () => import("./commands/profile_check.ts"),
  },
  completions: {
    summary: "Writes the completion script for bash, zsh or fish",
    load: () => import("./commands/completions.ts"),
  },
  version: {
    summary: "Shows the version of the program",
    load: () => import("./commands/version.ts"),
  },
};

/** Every command, in the order of help. */
export const REGISTRY: readonly RegisteredCommand[] = Object.entries(COMMANDS).map(([words, command]) => ({
  path: words.split(" "),
  ...command,
}));
