import type { JsonObject } from "./json.ts";
import type { StepContext } from "./step_context.ts";

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * A step's handler as a function.
 *
 * @typeParam Input The task's context.
 * @typeParam Results The parents' results.
 * @typeParam Config The step's configuration.
 * @typeParam Output What it returns.
 */
export type StepFunction<
  Input = unknown,
  Results = Readonly<Record<string, unknown>>,
  Config = JsonObject,
  Output = unknown,
> = (context: StepContext<Input, Results, Config>) => MaybePromise<Output>;

/**
 * What {@linkcode StepHandler} instances look like to the one who runs them. The members are
 * properties, not methods, so a handler that expects other parents than a step has is a type error.
 *
 * @typeParam Input The task's context.
 * @typeParam Results The parents' results.
 * @typeParam Config The step's configuration.
 * @typeParam Output What is stored.
 */
export interface StepProcessor<
  Input = unknown,
  Results = Readonly<Record<string, unknown>>,
  Config = JsonObject,
  Output = unknown,
> {
  /** Does the work. */
  readonly process: (context: StepContext<Input, Results, Config>) => unknown;
  /** Makes the stored result out of what `process` returned. */
  readonly processResults?:
    | ((context: StepContext<Input, Results, Config>, output: never) => MaybePromise<Output>)
    | undefined;
}

/**
 * A step's handler as a class, for handlers that hold clients, share code by inheritance or
 * separate the call (`process`) from the reading of its answer (`processResults`).
 * One instance serves every attempt of every task at the same time: keep state in the context.
 *
 * @typeParam Input The task's context.
 * @typeParam Results The parents' results.
 * @typeParam Output What is stored as the step's result.
 * @typeParam Raw What `process` returns, when `processResults` makes something else of it.
 *
 * @example Usage
 * ```ts
 * import { type StepContext, StepHandler } from "@tasker/tasker";
 *
 * export class Charge extends StepHandler<{ cents: number }, Record<never, never>, { charged: number }> {
 *   process({ input }: StepContext<{ cents: number }>): { charged: number } {
 *     return { charged: input.cents };
 *   }
 * }
 * ```
 */
export abstract class StepHandler<
  Input = unknown,
  Results = Readonly<Record<string, unknown>>,
  Output = unknown,
  Raw = Output,
> {
  /**
   * Does the work of one attempt. Must be safe to run more than once.
   *
   * @param context The attempt.
   * @returns The step's result, or what `processResults` makes it of.
   */
  abstract process(context: StepContext<Input, Results>): MaybePromise<Raw>;

  /**
   * Makes the step's result out of what `process` returned; when absent, that is the result.
   *
   * @param context The attempt.
   * @param output What `process` returned.
   * @returns The step's result.
   */
  processResults?(context: StepContext<Input, Results>, output: Raw): MaybePromise<Output>;
}

/**
 * A step's handler: a function, or an instance of `StepHandler`.
 *
 * @typeParam Input The task's context.
 * @typeParam Results The parents' results.
 * @typeParam Config The step's configuration.
 * @typeParam Output What it returns.
 */
export type AnyStepHandler<
  Input = unknown,
  Results = Readonly<Record<string, unknown>>,
  Config = JsonObject,
  Output = unknown,
> =
  | StepFunction<Input, Results, Config, Output>
  | StepProcessor<Input, Results, Config, Output>;

/**
 * Turns a class handler into a function; hands a function back as it is.
 *
 * @param handler Function or {@linkcode StepHandler}.
 * @returns A function that runs `process`, then `processResults` where there is one.
 */
export function toStepFunction(handler: AnyStepHandler): StepFunction {
  if (typeof handler === "function") return handler;
  return async (context) => {
    const output = await handler.process(context);
    return handler.processResults === undefined
      ? output
      : await handler.processResults(context, output as never);
  };
}
