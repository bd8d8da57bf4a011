/**
 * tasker runs workflows: a task is a graph of steps, PostgreSQL holds every rule and every fact about it.
 * This module is what workflows are written with.
 *
 * ```ts
 * import { defineTask } from "@tasker/tasker";
 *
 * export const hello = defineTask({ namespace: "demo", name: "hello", version: "1.0.0" })
 *   .step("greet", ({ input }) => `Hello, ${input.name ?? "world"}`)
 *   .step("shout", { dependsOn: ["greet"] }, ({ results }) => results.greet.toUpperCase());
 * ```
 *
 * @module
 */
export * from "./core/define_step.ts";
export * from "./core/define_task.ts";
export * from "./core/errors.ts";
export * from "./core/fault.ts";
export * from "./core/handler_errors.ts";
export * from "./core/json.ts";
export * from "./core/json_schema.ts";
export * from "./core/standard_schema.ts";
export * from "./core/states.ts";
export * from "./core/step_context.ts";
export * from "./core/step_handler.ts";
export * from "./core/task_options.ts";
export * from "./core/template.ts";
export * from "./core/template_faults.ts";
export * from "./core/template_file.ts";
