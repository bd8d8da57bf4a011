-- Who executed what, and how it ended: one row for each recorded attempt.
create or replace view tasker.workflow_step_result_audit as
select l.history_id, l.step_uuid, s.task_uuid, l.at as recorded_at, l.worker_uuid, t.correlation_id, l.attempt,
       l.to_state in ('complete', 'enqueued_for_orchestration') as success,
       l.from_state, l.to_state,
       (l.metadata ->> 'execution_time_ms')::bigint as execution_time_ms
  from tasker.step_transition_log l
  join tasker.workflow_steps s on s.step_uuid = l.step_uuid
  join tasker.tasks t on t.task_uuid = s.task_uuid
 where l.from_state = 'in_progress'
   and l.worker_uuid is not null
   and l.to_state in ('complete', 'error', 'waiting_for_retry',
                      'enqueued_for_orchestration', 'enqueued_as_error_for_orchestration');
comment on view tasker.workflow_step_result_audit is 'Who executed what, and how it ended: one row for each recorded attempt.';
