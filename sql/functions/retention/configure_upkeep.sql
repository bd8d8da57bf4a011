-- Sets when tasks count as stale, and how long tasks and history are kept. What is not named stays.
--
-- p_settings  any column of tasker.upkeep that is a setting; intervals as text ("90 days"); keep_history and keep_tasks may
--             be null: for ever
--
-- returns   all settings, and when detection and retention last ran
-- raises    TK001 unknown setting or bad value
-- locks     the settings row
create or replace function tasker_v1.configure_upkeep (p_settings jsonb)
  returns setof tasker.upkeep
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_unknown text;
begin
  select string_agg(format('"%s"', k.key), ', ') into v_unknown
    from jsonb_object_keys(p_settings) k (key)
   where k.key <> all ('{detects_stale_tasks,detection_is_dry,investigates_stale_tasks,fails_stale_tasks,detection_interval,max_waiting_for_dependencies_minutes,max_waiting_for_retry_minutes,max_steps_in_process_minutes,max_other_minutes,max_duration_minutes,max_without_worker_minutes,keep_history,keep_tasks,retention_interval,archive_batch,held_transaction_limit}');
  if v_unknown is not null then
    raise exception using errcode = 'TK001', message = format('Cannot configure upkeep: there is no setting %s', v_unknown),
      hint = 'See the columns of tasker.upkeep.';
  end if;

  update tasker.upkeep u
     set (detects_stale_tasks, detection_is_dry, investigates_stale_tasks, fails_stale_tasks, detection_interval, max_waiting_for_dependencies_minutes,
          max_waiting_for_retry_minutes, max_steps_in_process_minutes, max_other_minutes, max_duration_minutes,
          max_without_worker_minutes, keep_history, keep_tasks, retention_interval, archive_batch, held_transaction_limit)
       = (select n.detects_stale_tasks, n.detection_is_dry, n.investigates_stale_tasks, n.fails_stale_tasks, n.detection_interval, n.max_waiting_for_dependencies_minutes,
                 n.max_waiting_for_retry_minutes, n.max_steps_in_process_minutes, n.max_other_minutes, n.max_duration_minutes,
                 n.max_without_worker_minutes, n.keep_history, n.keep_tasks, n.retention_interval, n.archive_batch,
                 n.held_transaction_limit
            from jsonb_populate_record(u, p_settings) n);
  return query select u.* from tasker.upkeep u;
exception
  when integrity_constraint_violation or data_exception then
    raise exception using errcode = 'TK001', message = format('Cannot configure upkeep: %s', sqlerrm),
      hint = 'See the columns of tasker.upkeep.';
end
$$;
comment on function tasker_v1.configure_upkeep is 'Sets when tasks count as stale, and how long tasks and history are kept.';
