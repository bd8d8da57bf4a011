-- Drives a failed task again, and closes its investigation. A task that is not over gets fresh attempts for every step
-- that failed. One that is over stays as it is: a new task with the same input takes its place, its
-- parent_correlation_id the old one's correlation_id; the old task can be redriven once, the new one again.
--
-- p_task_uuid  a task with failed steps, or one that ended otherwise than complete
-- p_by         who
-- p_reason     why
--
-- returns   the task that runs now, whether it is new, the steps reset, the investigation closed (null: there was none)
-- raises    TK101 no such task · TK202 nothing of it failed, it is complete, or it was redriven already
-- locks     queue rows by step id, live steps by id, the task
create or replace function tasker_v1.redrive_task (p_task_uuid uuid, p_by text, p_reason text)
  returns table (task_uuid uuid, redriven_task_uuid uuid, is_new boolean, reset_step_uuids uuid[], dlq_entry_uuid uuid)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_state    tasker.task_state;
  v_failed   uuid[] := '{}';
  v_redriven uuid := p_task_uuid;
  v_entry    uuid;
begin
  perform tasker.lock_waits(p_task_uuid);
  perform tasker.lock_live_steps(array[p_task_uuid]);
  select t.state into v_state from tasker.tasks t where t.task_uuid = p_task_uuid for update;
  if not found then
    perform tasker.reject_unknown_task('redrive', p_task_uuid);
  elsif v_state in ('error', 'cancelled', 'resolved_manually') then
    v_redriven := tasker.clone_task(p_task_uuid, p_by, p_reason);
  else
    v_failed := array(select s.step_uuid from tasker.steps_of(p_task_uuid) s where s.state = 'error' order by s.step_uuid);
    if v_state = 'complete' or v_failed = '{}' then
      raise exception using
        errcode = 'TK202',
        message = format('Cannot redrive task "%s": it is %s', p_task_uuid, v_state),
        detail = case v_state when 'complete' then 'It succeeded.' else 'No step of it failed.' end,
        hint = 'tasker_v1.explain_task(task) tells what it waits for.';
    end if;
    perform tasker_v1.reset_step_for_retry(f.step_uuid, p_by, p_reason) from unnest(v_failed) f (step_uuid);
  end if;

  update tasker.tasks_dlq q
     set resolution_status = 'manually_resolved', resolution_timestamp = tasker.now(), updated_at = tasker.now(),
         resolution_notes = concat_ws(e'\n', q.resolution_notes, 'Redriven: ' || p_reason), resolved_by = p_by,
         metadata = q.metadata || jsonb_build_object('redriven_task_uuid', v_redriven)
   where q.task_uuid = p_task_uuid
     and q.resolution_status = 'pending'
  returning q.dlq_entry_uuid into v_entry;
  return query select p_task_uuid, v_redriven, v_redriven <> p_task_uuid, v_failed, v_entry;
end
$$;
comment on function tasker_v1.redrive_task is 'Drives a failed task again, and closes its investigation.';
