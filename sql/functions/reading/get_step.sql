-- Tells everything about a step.
--
-- p_task_uuid  the task it belongs to; null for any
--
-- returns   one row, as get_task_steps gives it
-- raises    TK101 no such task · TK102 no such step, or it belongs to another task
create or replace function tasker_v1.get_step (p_task_uuid uuid, p_step_uuid uuid)
  returns table (
    step_uuid uuid, task_uuid uuid, name text, "position" integer, created_at timestamptz, updated_at timestamptz,
    completed_at timestamptz, results jsonb, error jsonb, current_state text, dependencies_satisfied boolean,
    retry_eligible boolean, ready_for_execution boolean, total_parents integer, completed_parents integer, attempts integer,
    max_attempts integer, last_failure_at timestamptz, next_retry_at timestamptz, last_attempted_at timestamptz,
    worker_uuid uuid, leased_until timestamptz, handler text, dependencies text[]
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
begin
  return query
  select d.*
    from tasker.describe_steps(tasker.task_uuid(p_step_uuid)) d
   where d.step_uuid = p_step_uuid
     and d.task_uuid = coalesce(p_task_uuid, d.task_uuid);
  if found then
    return;
  end if;

  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) and p_task_uuid is not null then
    perform tasker.reject_unknown_task('get a step of', p_task_uuid);
  end if;
  if p_task_uuid is not null and exists (select from tasker.workflow_steps s where s.step_uuid = p_step_uuid) then
    raise exception using
      errcode = 'TK102',
      message = format('Cannot get step "%s": it does not belong to task "%s"', p_step_uuid, p_task_uuid),
      hint = format('Its task is "%s".', tasker.task_uuid(p_step_uuid));
  end if;
  perform tasker.reject_unknown_step('get', p_step_uuid);
end
$$;
comment on function tasker_v1.get_step is 'Tells everything about a step.';
