-- Explains a step: why it does not run, or who runs it.
--
-- p_step_uuid  the step
--
-- returns   one row a reason, as tasker_v1.explain_task; none when the step is over
-- raises    TK102 no such step
create or replace function tasker_v1.explain_step (p_step_uuid uuid)
  returns table (step_uuid uuid, step_name text, state text, reason text, detail text, until timestamptz)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
begin
  if not exists (select from tasker.workflow_steps s where s.step_uuid = p_step_uuid) then
    raise exception using
      errcode = 'TK102',
      message = format('Cannot explain step "%s": there is no such step', p_step_uuid),
      hint = 'Look at tasker_v1.get_task_steps(task).';
  end if;
  return query
  select r.* from tasker.waiting_reasons(tasker.task_uuid(p_step_uuid)) r where r.step_uuid = p_step_uuid;
end
$$;
comment on function tasker_v1.explain_step is 'Explains why a step does not run, or who runs it.';
