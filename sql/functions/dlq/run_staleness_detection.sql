-- Looks for tasks that stopped moving and opens an investigation of each, under the first of these reasons that fits:
-- dependency_cycle_detected, max_retries_exceeded, worker_unavailable, staleness_timeout. Stale tasks end in error where
-- their template or the installation says so, but none that only lacks a worker: an outage of workers fails nothing.
-- Closes investigations that came to nothing. Where the installation asks for a dry run it only counts, a task under each reason
-- that fits.
-- One session at a time does it; any other finds nothing to do.
--
-- p_limit   most tasks for each reason, 1 to 10,000
--
-- returns   one row a reason that came up; as many tasks as p_limit means there may be more. is_dry: nothing was done
-- raises    TK001 limit out of range
-- locks     of tasks that fail: queue rows by step id, live steps by id, tasks by id
create or replace function tasker_v1.run_staleness_detection (p_limit integer default 100)
  returns table (dlq_reason text, tasks_count integer, is_dry boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_to_error   boolean := (select u.fails_stale_tasks from tasker.upkeep u);
  v_is_dry     boolean := (select u.detection_is_dry from tasker.upkeep u);
  v_unfinished uuid[];
  v_workerless uuid[];
  v_known      jsonb[];
  v_cyclic     integer;
  v_exhausted  integer;
  v_unserved   integer;
  v_stale      integer;
begin
  perform tasker.check_row_limit('look for stale tasks', p_limit);
  if not pg_try_advisory_xact_lock(hashtextextended('tasker.run_staleness_detection', 0)) then
    return;
  end if;
  update tasker.upkeep u set detected_at = tasker.now();
  delete from tasker.troubled_tasks f using tasker.tasks t where t.task_uuid = f.task_uuid and t.state >= 'complete';
  v_unfinished := tasker.unfinished_tasks(false);
  if v_is_dry then
    v_workerless := array(select n.task_uuid from tasker.unserved_tasks() n);
    return query
    select r.reason, r.found::integer, true
      from (values ('dependency_cycle_detected', (select count(*) from tasker.cyclic_tasks(v_unfinished, p_limit))),
                   ('max_retries_exceeded', (select count(*) from tasker.exhausted_tasks(p_limit))),
                   ('worker_unavailable', least(cardinality(v_workerless), p_limit)),
                   ('staleness_timeout', cardinality(tasker.treatable_stale_tasks(v_unfinished, v_workerless, p_limit)))) r (reason, found)
     where r.found > 0;
    return;
  end if;
  perform tasker.close_settled_dlq_entries();

  select count(e.task_uuid) into v_cyclic
    from (select array_agg(c.task_uuid) as task_uuids, array_agg(c.metadata) as metadata
            from tasker.cyclic_tasks(v_unfinished, p_limit) c) f
   cross join lateral tasker.open_dlq_entries(f.task_uuids, 'dependency_cycle_detected', f.metadata) e;
  select count(e.task_uuid) into v_exhausted
    from (select array_agg(x.task_uuid) as task_uuids, array_agg(x.metadata) as metadata from tasker.exhausted_tasks(p_limit) x) f
   cross join lateral tasker.open_dlq_entries(f.task_uuids, 'max_retries_exceeded', f.metadata) e;
  select array_agg(n.task_uuid), array_agg(n.metadata) into v_workerless, v_known from tasker.unserved_tasks() n;
  select count(e.task_uuid) into v_unserved
    from tasker.open_dlq_entries(v_workerless[:p_limit], 'worker_unavailable', v_known[:p_limit]) e;
  select count(*) into v_stale
    from tasker.transition_stale_tasks(tasker.treatable_stale_tasks(v_unfinished, v_workerless, p_limit), v_to_error);

  return query
  select r.reason, r.found, false
    from (values ('dependency_cycle_detected', v_cyclic), ('max_retries_exceeded', v_exhausted),
                 ('worker_unavailable', v_unserved), ('staleness_timeout', v_stale)) r (reason, found)
   where r.found > 0;
end
$$;
comment on function tasker_v1.run_staleness_detection is 'Looks for tasks that stopped moving and opens an investigation of each.';
