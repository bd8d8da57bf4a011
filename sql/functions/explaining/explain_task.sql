-- Explains a task: why each of its steps that is not over does not run, or who runs it.
--
-- p_task_uuid  the task
--
-- returns   one row a reason, in the order of the graph: start_time, missing_parent, failed_parent, retry_time, deferred,
--           no_worker, no_handler, queued, leased, orchestrator, failed; of a task that is over only what failed.
--           until: when that ends, as far as is known; of a failure: when it was
-- raises    TK101 no such task
create or replace function tasker_v1.explain_task (p_task_uuid uuid)
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
  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('explain', p_task_uuid);
  end if;
  return query select r.* from tasker.waiting_reasons(p_task_uuid) r;
end
$$;
comment on function tasker_v1.explain_task is 'Explains why the steps of a task do not run, or who runs them.';
