-- Lists the steps of a task with their results.
--
-- returns   one row a step, in topological order
-- raises    TK101 no such task
create or replace function tasker_v1.get_task_steps (p_task_uuid uuid)
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
  return query select d.* from tasker.describe_steps(p_task_uuid) d;
  if not found then
    perform tasker.reject_unknown_task('list the steps of', p_task_uuid);
  end if;
end
$$;
comment on function tasker_v1.get_task_steps is 'Lists the steps of a task with their results.';
