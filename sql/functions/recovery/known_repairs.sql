-- The repairs that tasker.recovery_events tells of; docs/recovery.md says of each who notices, within what, and what mends it.
create or replace function tasker.known_repairs ()
  returns text[]
  language sql
  immutable
as $$
  select '{lease_expired,attempts_exhausted,worker_dead,abort_forgotten,owner_stale,claim_expired,handler_unknown,
           step_message_lost,result_message_lost,result_unrecordable,stray_wait,queue_row_missing,timer_missing,
           step_stranded,counter_wrong,task_unsettled}'::text[]
$$;
comment on function tasker.known_repairs is 'The repairs that tasker.recovery_events tells of.';
