-- Claims the right to finalize a task, so that one processor at a time tries. Every call leaves a row in
-- tasker.finalization_attempts. A claim of one's own is extended.
--
-- p_processor_id       who asks; any text
-- p_timeout_seconds    how long the claim holds, 1 to 86400
--
-- returns   one row: whether it was claimed, by whom it is otherwise, the task's state ("not_found" for none), a
--           message, and the row of the attempt
-- raises    TK001 argument out of range
-- locks     the task's claim
create or replace function tasker_v1.claim_task_for_finalization (
  p_task_uuid       uuid,
  p_processor_id    varchar,
  p_timeout_seconds integer default 30
)
  returns table (claimed boolean, already_claimed_by varchar, task_state varchar, message text, finalization_attempt_uuid uuid)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now     timestamptz := tasker.now();
  v_state   tasker.task_state;
  v_claim   tasker.task_finalization_claims;
  v_message text;
begin
  if p_task_uuid is null or coalesce(p_processor_id, '') = '' or p_timeout_seconds is null
     or p_timeout_seconds not between 1 and 86400 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot claim task "%s" for finalization by "%s" for %s seconds',
                       p_task_uuid, p_processor_id, p_timeout_seconds),
      hint = 'Name a task and a processor; a claim holds for 1 to 86400 seconds.';
  end if;

  select t.state into v_state from tasker.tasks t where t.task_uuid = p_task_uuid;
  v_message := case
    when v_state is null then 'Task not found'
    when v_state = 'complete' then 'Task already complete'
    when v_state in ('error', 'cancelled', 'resolved_manually') then format('Task already over: %s', v_state)
    when not exists (select from tasker.steps_of(p_task_uuid) s
                      where s.state in ('complete', 'error', 'cancelled', 'resolved_manually'))
      then 'Task has no completed or failed steps'
  end;

  if v_message is null then
    select c.* into v_claim from tasker.task_finalization_claims c where c.task_uuid = p_task_uuid for update;
    v_message := case
      when v_claim.expires_at <= v_now or v_claim.task_uuid is null then 'Successfully claimed for finalization'
      when v_claim.processor_id = p_processor_id then 'Claim extended'
      else 'Task already claimed for finalization'
    end;
    if v_message <> 'Task already claimed for finalization' then
      insert into tasker.task_finalization_claims as c (task_uuid, processor_id, claimed_at, expires_at)
      values (p_task_uuid, p_processor_id, v_now, v_now + make_interval(secs => p_timeout_seconds))
      on conflict (task_uuid) do update
        set processor_id = excluded.processor_id,
            claimed_at = case c.processor_id when excluded.processor_id then c.claimed_at else excluded.claimed_at end,
            expires_at = excluded.expires_at
        where c.expires_at <= v_now or c.processor_id = excluded.processor_id;
      claimed := found;
      if not claimed then
        v_message := 'Failed to claim - race condition';
      end if;
    else
      already_claimed_by := v_claim.processor_id;
    end if;
  end if;

  claimed := coalesce(claimed, false);
  task_state := coalesce(v_state::text, 'not_found');
  message := v_message;
  insert into tasker.finalization_attempts (task_uuid, processor_id, claimed, already_claimed_by, task_state, message,
                                            attempted_at)
  values (p_task_uuid, p_processor_id, claimed, already_claimed_by, task_state, message, v_now)
  returning finalization_attempts.finalization_attempt_uuid into finalization_attempt_uuid;
  return next;
end
$$;
comment on function tasker_v1.claim_task_for_finalization is 'Claims the right to finalize a task.';
