/**
 * Words as types: states, errors, templates, the task DSL, what goes over the wire. Pure, no I/O.
 *
 * @module
 */
export * from "./case.ts";
export * from "./define_step.ts";
export * from "./define_task.ts";
export * from "./driver_errors.ts";
export * from "./errors.ts";
export * from "./fault.ts";
export * from "./handler_errors.ts";
export * from "./json.ts";
export * from "./json_schema.ts";
export * from "./nearest_name.ts";
export * from "./problem.ts";
export * from "./standard_schema.ts";
export * from "./states.ts";
export * from "./step_context.ts";
export * from "./step_handler.ts";
export * from "./task_options.ts";
export * from "./template.ts";
export * from "./template_faults.ts";
export * from "./template_file.ts";
export * from "./wire.ts";
