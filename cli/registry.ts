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
    path: ["step", "reset"],
    summary: "Gives a failed step a fresh set of attempts",
    load: () => import("./commands/step_reset.ts"),
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
];
