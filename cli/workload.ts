import { circuitOf } from "../config/components/circuit_breakers.ts";
import { type Config, ConfigError } from "../config/mod.ts";
import { loadTemplates } from "../config/template_files.ts";
import { TaskerError } from "../core/errors.ts";
import type { SecretsOptions } from "../core/secrets/keyring.ts";
import type { Template } from "../core/template.ts";
import type { TaskRequest } from "../core/wire.ts";
import { type Handler, Worker, type WorkerTask } from "../worker/mod.ts";
import { loadHandlerModules } from "./handler_modules.ts";

/** What a process's worker runs. */
export interface Workload {
  /** Tasks made with `defineTask()`. */
  readonly tasks: readonly WorkerTask[];
  /** Templates that come from files. */
  readonly fileTemplates: readonly Template[];
  /** Handlers by callable name, besides those of the tasks. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Every template, of tasks and of files. */
  readonly templates: readonly Template[];
  /** A request that works, to show to people. */
  readonly sampleRequest: TaskRequest | undefined;
}

/**
 * Loads what the configuration names: handler modules and template files.
 *
 * @param config Environment, modules and paths.
 * @returns The workload; empty when nothing is named.
 * @throws {ConfigError} With everything that is wrong with the modules.
 * @throws {TaskerError} `TK002` with everything that is wrong with the template files.
 */
export async function loadWorkload({ environment, worker }: Config): Promise<Workload> {
  const { modules, faults } = await loadHandlerModules(worker.handlerModules);
  if (faults.length > 0) throw new ConfigError(environment, faults);
  const tasks = modules.flatMap((module) => module.tasks ?? []);
  const paths = [...modules.flatMap((module) => module.templatePaths ?? []), ...worker.templatePaths];
  const fileTemplates = await readTemplates(paths, environment);
  return {
    tasks,
    fileTemplates,
    handlers: Object.assign({}, ...modules.map((module) => module.handlers)),
    templates: [...tasks.map((task) => task.toTemplate()), ...fileTemplates],
    sampleRequest: modules.find((module) => module.sampleRequest !== undefined)?.sampleRequest,
  };
}

/** Whether there is nothing that a worker could run. */
export function isEmpty({ tasks, handlers }: Workload): boolean {
  return tasks.length === 0 && Object.keys(handlers).length === 0;
}

/**
 * Makes the worker of a process; `start()` starts it.
 *
 * @param config How it works.
 * @param url Where the database is.
 * @param workload What it runs.
 * @param secrets Keys that open what templates declare sensitive.
 */
export function makeWorker(
  config: Config,
  url: string,
  workload: Workload,
  secrets: SecretsOptions,
): Worker {
  const { listenUrl, statementTimeoutMs, connectTimeoutSeconds } = config.database;
  return new Worker({
    database: { url, listenUrl, statementTimeoutMs, connectTimeoutSeconds },
    tasks: workload.tasks,
    templates: workload.fileTemplates,
    handlers: workload.handlers,
    config: config.worker,
    transport: config.orchestration.transport,
    circuit: circuitOf(config.circuitBreakers, "worker"),
    secrets,
    info: { environment: config.environment },
  });
}

async function readTemplates(paths: readonly string[], environment: string): Promise<Template[]> {
  const { templates, faults } = await loadTemplates(paths, environment);
  if (faults.length === 0) return templates.map(({ template }) => template);
  const details = faults.map(({ file, line, path, reason }) => ({
    path: [line === undefined ? file : `${file}:${line}`, path].filter((part) => part !== "").join(": "),
    reason,
  }));
  throw new TaskerError("TK002", "Cannot use the template files", {
    details: JSON.stringify(details),
    hint: "`tasker template validate` checks them.",
  });
}
