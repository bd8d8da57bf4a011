-- Lists the steps that took longest in a period, from the start of their last attempt to completion. The list is exact. It
-- comes from sums that an orchestrator keeps (tasker_v1.run_rollup) and costs the same however many steps ended; from the history,
-- reading every step of the period, where they cannot tell: more than 50 rows, a period that begins more than eight
-- days ago or before the sums do, a period that begins within an hour of many slow steps.
--
-- since_timestamp  beginning of the period; null for 24 hours ago
-- limit_count      rows at most
-- …_filter         exact names; null for all
--
-- returns  one row a completed step, the slowest first; durations in seconds
create or replace function tasker_v1.get_slowest_steps (
  since_timestamp  timestamptz default null,
  limit_count      integer default 10,
  namespace_filter text default null,
  task_name_filter text default null,
  version_filter   text default null
)
  returns table (
    workflow_step_uuid uuid, task_uuid uuid, step_name text, task_name text, namespace_name text, version text,
    duration_seconds numeric, attempts integer, created_at timestamptz, completed_at timestamptz, retryable boolean,
    step_status text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_since          timestamptz := coalesce(since_timestamp, tasker.now() - interval '24 hours');
  v_named_task_ids integer[] := tasker.named_task_ids(namespace_filter, task_name_filter, version_filter);
  v_steps          uuid[] := tasker.slowest_summed_steps(v_since, limit_count, v_named_task_ids);
begin
  if v_steps is null then
    v_steps := array(
      select f.step_uuid
        from tasker.finished_steps(null, null, -1, v_since) f
       where f.was_attempted
         and f.took is not null
         and (v_named_task_ids is null or f.named_task_id = any (v_named_task_ids))
       order by f.took desc, f.step_uuid
       limit limit_count);
  end if;

  return query
  select s.step_uuid, s.task_uuid, d.step_name, d.task_name, d.namespace, d.version,
         round(extract(epoch from s.completed_at - s.last_attempted_at), 3), s.attempts::integer, t.created_at, s.completed_at,
         d.default_retryable, s.state::text
    from unnest(v_steps) with ordinality u (step_uuid, place)
    join tasker.workflow_steps s on s.step_uuid = any (array[u.step_uuid])
    join tasker.tasks t on t.task_uuid = any (array[s.task_uuid])
    join tasker.named_tasks_named_steps d on d.named_task_id = s.named_task_id and d.position = s.position
   order by u.place;
end
$$;
comment on function tasker_v1.get_slowest_steps is 'Lists the steps that took longest in a period.';
