import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ConfigFault } from "../config/mod.ts";
import type { TaskRequest } from "../core/wire.ts";
import type { Handler, WorkerTask } from "../worker/mod.ts";

/** What a handler module may export; at least `tasks` or `handlers`. */
export interface HandlerModule {
  /** Tasks made with `defineTask()`: their templates and handlers. */
  readonly tasks?: readonly WorkerTask[];
  /** Handlers by callable name, for templates in files: functions, `StepHandler` instances or classes. */
  readonly handlers?: Readonly<Record<string, Handler>>;
  /** Template files, folders and globs that go with the handlers: absolute paths. */
  readonly templatePaths?: readonly string[];
  /** A request that works, for `tasker start` to show. */
  readonly sampleRequest?: TaskRequest;
}

/** Handler modules that were loaded, and what is wrong with the others. */
export interface LoadedModules {
  /** The modules, in the order of their names. */
  readonly modules: readonly HandlerModule[];
  /** What is wrong, all at once. */
  readonly faults: readonly ConfigFault[];
}

/** The package's own folder; modules in it are named `tasker:examples/mod.ts`. */
const PACKAGE = new URL("../", import.meta.url);

/**
 * Loads the modules of `worker.handler_modules`.
 *
 * @param names Paths from the working directory, URLs (`npm:` and `jsr:` ones too), or `tasker:` and a path in the package.
 * @returns What they export; a module that cannot be loaded, or exports something else, is a fault.
 */
export async function loadHandlerModules(names: readonly string[]): Promise<LoadedModules> {
  const modules: HandlerModule[] = [];
  const faults: ConfigFault[] = [];
  for (const name of names) {
    const loaded = await loadModule(name);
    if (typeof loaded !== "string") modules.push(loaded);
    else faults.push({ source: "worker.handler_modules", key: "", reason: `"${name}" ${loaded}` });
  }
  return { modules, faults };
}

/** Loads a module, or says what is wrong with it. */
async function loadModule(name: string): Promise<HandlerModule | string> {
  const url = urlOf(name);
  if (url.startsWith("file:") && !await exists(new URL(url))) return "does not exist";
  let module: Record<string, unknown>;
  try {
    module = await import(url);
  } catch (error) {
    return `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { tasks, handlers, templatePaths } = module;
  if (tasks === undefined && handlers === undefined) return "exports neither tasks nor handlers";
  if (tasks !== undefined && !(Array.isArray(tasks) && tasks.every(isTask))) {
    return "exports tasks that are not an array of what defineTask() makes";
  }
  if (handlers !== undefined && !isRecord(handlers)) {
    return "exports handlers that are not an object from callable names to handlers";
  }
  if (templatePaths !== undefined && !Array.isArray(templatePaths)) {
    return "exports templatePaths that are not an array of paths";
  }
  return module;
}

function urlOf(name: string): string {
  if (name.startsWith("tasker:")) return new URL(name.slice("tasker:".length), PACKAGE).href;
  const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(name); // one letter before the colon is a drive of Windows
  return isUrl ? name : pathToFileURL(resolve(name)).href;
}

async function exists(url: URL): Promise<boolean> {
  return await Deno.stat(url).then(() => true, () => false);
}

function isTask(value: unknown): value is WorkerTask {
  return isRecord(value) && typeof value["toTemplate"] === "function" && value["handlers"] instanceof Map;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
