-- Completes a step with a result that a person gives: its children go on with it.
--
-- p_step_uuid  a step that is not over
-- p_result     any JSON value
-- p_by         who
-- p_reason     why
--
-- returns   the states of task and step
-- raises    TK004 result too large · TK102 no such step · TK202 its task is over · TK203 the step is over
-- locks     the step's queue row, the live steps of its task by id, then the task
create or replace function tasker_v1.complete_step_manually (p_step_uuid uuid, p_result jsonb, p_by text, p_reason text)
  returns table (task_uuid uuid, step_uuid uuid, task_state text, step_state text)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_most integer := (select s.max_result_bytes from tasker.settings s);
begin
  if pg_column_size(p_result) > v_most then
    raise exception using
      errcode = 'TK004',
      message = format('Cannot complete step "%s": the result is too large', p_step_uuid),
      detail = format('It takes %s bytes, %s are allowed.', pg_column_size(p_result), v_most),
      hint = 'Store the bulk elsewhere and pass a reference, or raise limits.max_result_bytes.';
  end if;
  perform tasker.satisfy_step(p_step_uuid, 'complete', coalesce(p_result, 'null'), 'complete',
                              jsonb_build_object('event', 'complete_manually', 'by', p_by, 'reason', p_reason));
  return query select o.* from tasker.operated_states(p_step_uuid) o;
end
$$;
comment on function tasker_v1.complete_step_manually is 'Completes a step with a result that a person gives.';
