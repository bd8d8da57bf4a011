-- Creates tasks as tasker_v1.create_tasks and gives the caller, a worker, their first steps in the same statement:
-- for a program that both asks for a task and runs it, without a queue in between.
--
-- p_worker_uuid  the worker; it gets the first steps it has handlers for, the others go to the queue
-- p_requests     see tasker_v1.create_tasks
-- p_lease        for the steps started; 1 second to 1 day
--
-- returns   a row for each step started, as tasker_v1.claim_steps, with its request's position and created; for a request
--           of which none was started, because its task existed, starts later or has other handlers, a row without a step
-- raises    TK001, TK003, TK004, TK006, TK103 as tasker_v1.create_tasks · TK001 lease out of range, or no worker
-- locks     none; inserts only
create or replace function tasker_v1.start_tasks (
  p_worker_uuid uuid,
  p_requests    jsonb,
  p_lease       interval default '30 seconds'
)
  returns table (
    "position" integer, created boolean, step_uuid uuid, task_uuid uuid, attempt integer, namespace text, task_name text,
    version text, step_name text, handler text, context jsonb, dependencies jsonb, inputs jsonb, max_attempts integer,
    timeout_seconds integer, leased_until timestamptz, correlation_id uuid, handler_method text, handler_resolver text,
    traceparent text
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_leased_until timestamptz := tasker.now() + tasker.check_lease(p_lease);
  v_inserted     tasker.inserted_tasks := tasker.start_requested_tasks(p_worker_uuid, p_requests, v_leased_until);
begin
  return query
  select u.place::integer, coalesce(v_inserted.created[u.place], true), c.step_uuid, u.task_uuid, c.attempt, c.namespace,
         c.task_name, c.version, c.step_name, c.handler, c.context, c.dependencies, c.inputs, c.max_attempts,
         c.timeout_seconds, c.leased_until, c.correlation_id, c.handler_method, c.handler_resolver, c.traceparent
    from unnest(v_inserted.task_uuids) with ordinality u (task_uuid, place)
    left join tasker.describe_claims((v_inserted.started).step_uuids, v_leased_until) c
      on c.task_uuid = u.task_uuid and coalesce(v_inserted.created[u.place], true)
   order by u.place;
end
$$;
comment on function tasker_v1.start_tasks is 'Creates tasks and gives the caller, a worker, their first steps.';
