-- Creates tasks: each with its steps, its ready steps queued. Runs in the caller's transaction.
--
-- p_requests  array of {namespace, name, version?, context?, priority?, tags?, idempotency_key?, request_key?, run_at?,
--             requested_at?, correlation_id?, parent_correlation_id?, initiator?, source_system?, reason?, traceparent?};
--             no version: the highest; request_key: knows a repeated call where neither key nor template tell
--
-- returns   one row a request, counted from 1; created is false where an earlier task has the same identity
-- raises    TK001 malformed request · TK003 context fails the schema · TK004 context too large
--           TK006 idempotency key missing · TK008 sensitive value not sealed · TK103 no such template; the message names the position, nothing is created
-- locks     none; inserts only
create or replace function tasker_v1.create_tasks (p_requests jsonb)
  returns table ("position" integer, task_uuid uuid, created boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_inserted tasker.inserted_tasks := tasker.insert_tasks(p_requests, null, null);
begin
  return query
  select u.place::integer, u.task_uuid, coalesce(v_inserted.created[u.place], true)
    from unnest(v_inserted.task_uuids) with ordinality u (task_uuid, place);
end
$$;
comment on function tasker_v1.create_tasks is 'Creates tasks, each with its steps, its ready steps queued.';
