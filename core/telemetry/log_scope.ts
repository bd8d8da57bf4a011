import { AsyncLocalStorage } from "node:async_hooks";

/** Something whose facts belong on every line that is logged within it, such as an attempt. */
export interface LogScope {
  /** The facts, by the name they have in logs. */
  readonly logProperties: Readonly<Record<string, unknown>>;
}

const scopes = new AsyncLocalStorage<LogScope>();
let isKept = false;

/**
 * What LogTape's `configure()` wants as `contextLocalStorage`, so that every line logged by a handler, or by any library
 * that it calls, tells task, step, attempt and correlation id. From then on scopes are kept; before, they cost nothing.
 *
 * @example
 * ```ts ignore
 * import { configure } from "@logtape/logtape";
 * import { logScopes } from "@tasker/tasker/worker";
 *
 * await configure({ contextLocalStorage: logScopes(), sinks, loggers });
 * ```
 */
export function logScopes(): {
  /** Runs a callback with properties for all lines within. */
  run<T>(properties: Record<string, unknown>, callback: () => T): T;
  /** The properties of the scope that the caller is in. */
  getStore(): Record<string, unknown> | undefined;
} {
  isKept = true;
  return {
    run: (logProperties, callback) => scopes.run({ logProperties }, callback),
    getStore: () => scopes.getStore()?.logProperties,
  };
}

/** Whether anybody asked for scopes. */
export function keepsLogScopes(): boolean {
  return isKept;
}

/** Runs something within a scope. */
export function within<T>(scope: LogScope, run: () => T): T {
  return scopes.run(scope, run);
}
