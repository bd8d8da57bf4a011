import type { WrapStep } from "./sealed_steps.ts";
import type { ClaimedWork } from "../orchestration/calls/works.ts";
import { PermanentError } from "../core/handler_errors.ts";
import type { StepContext } from "../core/step_context.ts";
import { type StepFunction, StepHandler, type StepProcessor, toStepFunction } from "../core/step_handler.ts";

/** What runs a step: a function, an instance with `process`, or a `StepHandler` class that is made once. */
export type Handler =
  | StepFunction<never, never, never>
  | StepProcessor<never, never, never>
  | (new () => StepProcessor<never, never, never>);

/** Finds handlers by a rule of its own. */
export interface HandlerResolver {
  /** Name that a template's `handler.resolver` asks for; then no other is asked. */
  readonly name: string;
  /**
   * Finds a handler.
   *
   * @param callable Name of the handler.
   * @param work The step that needs it.
   * @returns The handler, or `undefined` when it knows none.
   */
  resolve(callable: string, work: ClaimedWork): Handler | undefined;
}

/** The handlers that a worker can run. */
export class HandlerRegistry {
  readonly #handlers = new Map<string, Handler>();
  readonly #resolvers: readonly HandlerResolver[];
  readonly #wrap: WrapStep | undefined;
  /** What was found for a step, by the step's description, of which there is one object each. */
  readonly #found = new WeakMap<ClaimedWork, StepFunction>();

  /**
   * Makes a registry.
   *
   * @param resolvers Asked in order for handlers that have no name here.
   * @param wrap Puts something around the handler of a step.
   */
  constructor(resolvers: readonly HandlerResolver[] = [], wrap?: WrapStep) {
    this.#resolvers = resolvers;
    this.#wrap = wrap;
  }

  /** Callables that have a handler; `null` when resolvers may know any. */
  get callables(): string[] | null {
    return this.#resolvers.length > 0 ? null : [...this.#handlers.keys()];
  }

  /**
   * Adds a handler.
   *
   * @param callable Name of the handler, 1 to 255 characters.
   * @param handler What runs the step.
   * @throws {RangeError} If there is a handler of that name already.
   * @throws {TypeError} If it is neither a function nor has a method `process`.
   */
  add(callable: string, handler: Handler): void {
    if (this.#handlers.has(callable)) {
      throw new RangeError(`Cannot add handler "${callable}": there is one of that name already`);
    }
    if (typeof handler !== "function" && typeof handler?.process !== "function") {
      throw new TypeError(
        `Cannot add handler "${callable}": it is not a function and has no method "process"`,
      );
    }
    this.#handlers.set(callable, handler);
  }

  /**
   * Finds what runs a step.
   *
   * @param work The step.
   * @returns Its function; `undefined` when no handler is known.
   */
  find(work: ClaimedWork): StepFunction | undefined {
    const before = this.#found.get(work);
    if (before !== undefined) return before;
    const handler = this.#resolve(work);
    if (handler === undefined) return undefined;
    const bare = work.method === "" ? toStepFunction(made(handler)) : toMethod(made(handler), work);
    const run = this.#wrap?.(bare, work) ?? bare;
    this.#found.set(work, run);
    return run;
  }

  #resolve(work: ClaimedWork): Handler | undefined {
    const asked = work.resolver === ""
      ? this.#resolvers
      : this.#resolvers.filter(({ name }) => name === work.resolver);
    const named = work.resolver === "" ? this.#handlers.get(work.handler) : undefined;
    if (named !== undefined) return named;
    for (const resolver of asked) {
      const handler = resolver.resolve(work.handler, work);
      if (handler !== undefined) return handler;
    }
    return undefined;
  }
}

/** A class is made once; one instance serves every attempt. */
function made(handler: Handler): StepFunction | StepProcessor {
  if (typeof handler === "function" && handler.prototype instanceof StepHandler) {
    return new (handler as new () => StepProcessor)();
  }
  return handler as StepFunction | StepProcessor;
}

/** Calls the method that the template names, in the place of `process`. */
function toMethod(
  handler: StepFunction | StepProcessor,
  { handler: callable, method }: ClaimedWork,
): StepFunction {
  const process: unknown = Reflect.get(handler, method);
  if (typeof handler === "function" || typeof process !== "function") {
    const message = `Handler "${callable}" has no method "${method}"`;
    return () => Promise.reject(new PermanentError(message, { errorCode: "method_not_found" }));
  }
  return toStepFunction({
    process: (context: StepContext) => process.call(handler, context),
    processResults: handler.processResults?.bind(handler),
  });
}
