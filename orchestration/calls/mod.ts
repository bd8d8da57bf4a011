/**
 * One typed call for each door function: name, arguments and answer as in `tasker_v1`, in TypeScript's names.
 * Each takes the connection or transaction to call on, and throws what goes wrong as a `TaskerError`.
 *
 * @module
 */
export * from "./announce_waiting_steps.ts";
export * from "./archive_messages.ts";
export * from "./cancel_tasks.ts";
export * from "./check_invariants.ts";
export type { Claim, ClaimedWork } from "./claim.ts";
export * from "./claim_announced_steps.ts";
export * from "./claim_steps.ts";
export * from "./claim_task_for_finalization.ts";
export * from "./complete_step_manually.ts";
export * from "./complete_steps.ts";
export * from "./complete_steps_report.ts";
export * from "./configure.ts";
export * from "./create_tasks.ts";
export * from "./defer_steps.ts";
export * from "./defer_unserved_steps.ts";
export * from "./delete_messages.ts";
export * from "./ensure_partitions.ts";
export * from "./explain.ts";
export * from "./explain_step.ts";
export * from "./explain_task.ts";
export * from "./finalize_task_completion.ts";
export * from "./get_agenda.ts";
export * from "./get_queue_statistics.ts";
export * from "./get_step.ts";
export * from "./get_step_transitions.ts";
export * from "./get_task.ts";
export * from "./get_task_ready_info.ts";
export * from "./get_task_steps.ts";
export * from "./get_task_transitions.ts";
export * from "./get_template.ts";
export * from "./give_up_task.ts";
export * from "./heartbeat.ts";
export * from "./list_namespaces.ts";
export * from "./list_tasks.ts";
export * from "./list_templates.ts";
export * from "./list_workers.ts";
export * from "./mark_worker_busy.ts";
export * from "./mark_worker_idle.ts";
export * from "./operate.ts";
export * from "./process_step_results.ts";
export * from "./read_messages.ts";
export * from "./read_specific_message.ts";
export * from "./recheck_tasks.ts";
export * from "./reconcile_worker.ts";
export * from "./recover_expired_leases.ts";
export * from "./register_template.ts";
export * from "./register_worker.ts";
export * from "./release_finalization_claim.ts";
export * from "./release_steps.ts";
export * from "./reset_step_for_retry.ts";
export * from "./resolve_step_manually.ts";
export * from "./resolve_task_manually.ts";
export * from "./result_text.ts";
export * from "./submit_step_results.ts";
export * from "./unregister_worker.ts";
export * from "./wake_timers.ts";
