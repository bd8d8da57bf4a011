/**
 * Task definitions in TypeScript: one value that says the graph, carries its handlers and types them.
 *
 * ```ts
 * import { z } from "zod";
 * import { defineTask } from "@tasker/tasker";
 *
 * const fulfil = defineTask({
 *   namespace: "orders",
 *   name: "fulfil",
 *   version: "1.0.0",
 *   input: z.object({ quantity: z.number() }),
 * })
 *   .step("price", ({ input }) => ({ total: input.quantity * 12 }))
 *   .step("charge", { dependsOn: ["price"], timeoutSeconds: 60 }, async ({ results, signal }) => {
 *     signal.throwIfAborted();
 *     return await Promise.resolve({ charged: results.price.total });
 *   });
 * ```
 *
 * @module
 */
import { type StepOptions, toTemplateStep } from "./define_step.ts";
import { TaskerError } from "./errors.ts";
import { formatFault } from "./fault.ts";
import { parseInput, toInputSchema } from "./input_schema.ts";
import type { JsonObject, Serializable, Stored } from "./json.ts";
import { present } from "./present.ts";
import type { Schema } from "./standard_schema.ts";
import { type AnyStepHandler, type StepFunction, toStepFunction } from "./step_handler.ts";
import { templateFaults } from "./template_faults.ts";
import type { TaskOptions } from "./task_options.ts";
import type { Template, TemplateStep } from "./template.ts";

/**
 * A step's name, unless a step of that name is there already.
 *
 * @typeParam Name The literal type of the name.
 * @typeParam Steps The steps so far.
 */
export type NewStepName<Name extends string, Steps> = Name extends keyof Steps
  ? `there is a step "${Name}" already`
  : Name;

/**
 * A step's result by its name. `Steps & StepResultOf<…>` is written out where it is used: an alias
 * of the whole makes the hundredth step "excessively deep" to the compiler.
 *
 * @typeParam Name The step's name.
 * @typeParam Output What its handler returns.
 */
export type StepResultOf<Name extends string, Output> = { readonly [Key in Name]: Stored<Output> };

/**
 * A task's definition, made by {@linkcode defineTask} and grown step by step. Immutable: `step` returns a new one.
 *
 * @typeParam Args What a caller creates the task with.
 * @typeParam Input What handlers see of it.
 * @typeParam Steps Result of each step, by name.
 */
export class TaskDefinition<Args = JsonObject, Input = Args, Steps = Record<never, never>> {
  /** Handlers by the callable name under which claims ask for them; the input is checked before they run. */
  readonly handlers: ReadonlyMap<string, StepFunction>;
  readonly #options: TaskOptions<Args, Input>;
  readonly #steps: readonly TemplateStep[];

  /**
   * Use {@linkcode defineTask}.
   *
   * @param options The task's options.
   * @param steps Its steps.
   * @param handlers Its handlers.
   */
  constructor(
    options: TaskOptions<Args, Input>,
    steps: readonly TemplateStep[] = [],
    handlers: ReadonlyMap<string, StepFunction> = new Map(),
  ) {
    this.#options = options;
    this.#steps = steps;
    this.handlers = handlers;
  }

  /** Namespace of the task. */
  get namespace(): string {
    return this.#options.namespace;
  }

  /** Name of the task. */
  get name(): string {
    return this.#options.name;
  }

  /** Version of the task. */
  get version(): string {
    return this.#options.version;
  }

  /** Schema of the input in the author's library; undefined when the task declares none. */
  get input(): Schema<Args, Input> | undefined {
    return this.#options.input;
  }

  /**
   * Adds a step that needs no other.
   *
   * @typeParam Name The literal type of its name.
   * @typeParam Output What its handler returns.
   * @param name Up to 128 characters of `a-z A-Z 0-9 _ . -`, beginning with a letter.
   * @param handler Runs one attempt; must be safe to run more than once.
   * @returns The definition with the step.
   * @throws {RangeError} If another step's handler has the same callable name.
   */
  step<const Name extends string, Output extends Serializable<Output>>(
    name: NewStepName<Name, Steps>,
    handler: AnyStepHandler<Input, Record<never, never>, JsonObject, Output>,
  ): TaskDefinition<Args, Input, Steps & StepResultOf<Name, Output>>;
  /**
   * Adds a step with options.
   *
   * @typeParam Name The literal type of its name.
   * @typeParam Output What its handler returns.
   * @typeParam Parents Names of the steps it depends on.
   * @typeParam Config Type of its configuration.
   * @param name Up to 128 characters of `a-z A-Z 0-9 _ . -`, beginning with a letter.
   * @param options What it depends on, and how it is tried.
   * @param handler Runs one attempt; must be safe to run more than once.
   * @returns The definition with the step.
   * @throws {RangeError} If another step's handler has the same callable name.
   */
  step<
    const Name extends string,
    Output extends Serializable<Output>,
    Parents extends keyof Steps & string = never,
    Config extends JsonObject = JsonObject,
  >(
    name: NewStepName<Name, Steps>,
    options: StepOptions<Parents, Config>,
    handler: AnyStepHandler<Input, { readonly [Parent in Parents]: Steps[Parent] }, Config, Output>,
  ): TaskDefinition<Args, Input, Steps & StepResultOf<Name, Output>>;
  step(name: string, first: object, second?: object): unknown {
    const [options, handler] = (second === undefined ? [{}, first] : [first, second]) as [
      StepOptions,
      AnyStepHandler,
    ];
    const callable = options.callable ?? `${this.namespace}.${this.name}.${name}`;
    if (this.handlers.has(callable)) {
      throw new RangeError(
        `Cannot add step "${name}": another step's handler is called "${callable}" already`,
      );
    }
    return new TaskDefinition(
      this.#options,
      [...this.#steps, toTemplateStep(name, callable, options)],
      new Map(this.handlers).set(callable, this.#checked(toStepFunction(handler))),
    );
  }

  /**
   * Writes the definition as `register_template` takes it.
   *
   * @returns The template, valid.
   * @throws {TaskerError} `TK002` with every fault listed in its details.
   */
  toTemplate(): Template {
    const options = this.#options;
    const template: Template = present({
      namespace: options.namespace,
      name: options.name,
      version: options.version,
      description: options.description,
      metadata: options.metadata,
      identity_strategy: options.identityStrategy,
      searchable: options.searchable,
      sensitive: options.sensitive,
      input_schema: toInputSchema(options),
      lifecycle: options.lifecycle,
      system_dependencies: options.systemDependencies,
      domain_events: options.domainEvents,
      steps: this.#steps,
    });
    const faults = templateFaults(template);
    if (faults.length === 0) return template;
    throw new TaskerError(
      "TK002",
      `Cannot define task "${this.name}": ${faults.map(formatFault).join("; ")}`,
      {
        details: JSON.stringify(faults),
      },
    );
  }

  #checked(run: StepFunction): StepFunction {
    const { input } = this.#options;
    if (input === undefined) return run;
    return async (context) => run({ ...context, input: await parseInput(input, context.input) });
  }
}

/**
 * What a caller creates a task with.
 *
 * @typeParam Definition Type of the definition: `ArgsOf<typeof order>`.
 */
export type ArgsOf<Definition> = Definition extends TaskDefinition<infer Args, infer _Input, infer _Steps>
  ? Args
  : never;

/**
 * The stored result of each step of a task, by step name.
 *
 * @typeParam Definition Type of the definition: `ResultsOf<typeof order>`.
 */
export type ResultsOf<Definition> = Definition extends TaskDefinition<infer _Args, infer _Input, infer Steps>
  ? Steps
  : never;

/**
 * Begins a task's definition. Pure: nothing is registered and nothing is sent.
 *
 * @typeParam Args What a caller creates the task with, inferred from `options.input`.
 * @typeParam Input What handlers see of it, inferred from `options.input`.
 * @param options Name, version, input schema and identity.
 * @returns A definition without steps.
 *
 * @example Usage
 * ```ts
 * import { defineTask } from "@tasker/tasker";
 *
 * const hello = defineTask({ namespace: "demo", name: "hello", version: "1.0.0" })
 *   .step("greet", ({ input }) => `Hello, ${input.name ?? "world"}`)
 *   .step("shout", { dependsOn: ["greet"] }, ({ results }) => results.greet.toUpperCase());
 * ```
 */
export function defineTask<Args = JsonObject, Input = Args>(
  options: TaskOptions<Args, Input>,
): TaskDefinition<Args, Input> {
  return new TaskDefinition(options);
}
