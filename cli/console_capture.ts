import { format } from "node:util";
import { getLogger } from "@logtape/logtape";

const METHODS = {
  log: "info",
  info: "info",
  debug: "debug",
  trace: "debug",
  warn: "warn",
  error: "error",
} as const;

type Method = keyof typeof METHODS;

/** What `console` does by itself; whoever writes lines out uses these. */
export const PLAIN_CONSOLE: Readonly<Record<Method, (...values: unknown[]) => void>> = methodsOf(
  (method) => console[method].bind(console),
);

/**
 * Logs what is written with `console.log` and the like, on the logger `console`: so it has a time, a level, and the facts of the
 * step within which it is written.
 *
 * @returns Gives the methods back when disposed.
 */
export function captureConsole(): Disposable {
  const log = getLogger(["console"]);
  const capturing = methodsOf((method) => (...values: unknown[]) =>
    log[METHODS[method]]`${format(...values)}`
  );
  Object.assign(globalThis.console, capturing);
  return { [Symbol.dispose]: () => void Object.assign(globalThis.console, PLAIN_CONSOLE) };
}

function methodsOf<Value>(make: (method: Method) => Value): Record<Method, Value> {
  const made = Object.keys(METHODS).map((method) => [method, make(method as Method)]);
  return Object.fromEntries(made) as Record<Method, Value>;
}
