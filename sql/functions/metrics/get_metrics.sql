-- Tells how full and how healthy the installation is, in numbers for a monitoring system: everything in one look, so
-- that a process asks once for all of them. Reads the small tables only; of the queue every row.
--
-- returns   one row a number: its name, the values of its labels, and the number; core/telemetry/gauges.ts says what each
--           is. Ages are in seconds; a number that does not exist (the age of nothing) has no row
create or replace function tasker_v1.get_metrics ()
  returns table (metric text, labels text[], value double precision)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  select m.metric, n.name || m.labels, m.value
    from tasker.task_namespaces n
    left join (
      select q.namespace_id, count(*) filter (where q.worker_uuid is null) as ready_count,
             count(*) filter (where q.worker_uuid is not null) as leased_count
        from tasker.step_queue q
       group by q.namespace_id
    ) q on q.namespace_id = n.namespace_id
    left join lateral (
      select extract(epoch from tasker.now() - t.created_at) as age
        from tasker.step_queue h
        join tasker.tasks t on t.task_uuid = tasker.task_uuid(h.step_uuid)
       where h.namespace_id = n.namespace_id and h.worker_uuid is null and h.rank is not null and q.ready_count > 0
       order by h.rank
       limit 1
    ) h on true
    cross join lateral (
      values ('tasker.steps.ready', '{}'::text[], coalesce(q.ready_count, 0)::float8),
             ('tasker.steps.leased', '{}', coalesce(q.leased_count, 0)::float8),
             ('tasker.steps.next_ready.task_age', '{}', h.age::float8)
    ) m (metric, labels, value)
   where m.value is not null;

  return query
  select 'tasker.timers.waiting', array[k.kind], count(t.waiter_uuid)::float8
    from unnest('{start,retry,deferred}'::text[]) k (kind)
    left join tasker.timers t on t.kind = k.kind
   group by k.kind
  union all
  select 'tasker.timers.overdue', '{}', greatest(extract(epoch from tasker.now() - min(t.due_at)), 0)::float8
    from tasker.timers t
  having count(*) > 0
  union all
  select 'tasker.workers', array[s.state], count(w.worker_uuid)::float8
    from unnest('{running,stopped,dead}'::text[]) s (state)
    left join tasker.workers w on w.state = s.state
   group by s.state
  union all
  select 'tasker.tasks.troubled', array[t.state::text], count(*)::float8
    from tasker.troubled_tasks r
    join tasker.tasks t on t.task_uuid = r.task_uuid
   where t.state < 'complete'
   group by t.state
  union all
  select 'tasker.dlq.pending_investigations', array[r.reason::text], count(d.task_uuid)::float8
    from unnest(enum_range(null::tasker.dlq_reason)) r (reason)
    left join tasker.tasks_dlq d on d.dlq_reason = r.reason and d.resolution_status = 'pending'
   group by r.reason
  union all
  select 'tasker.recovery.repairs', array[c.repair], c.repaired_count::float8
    from tasker_v1.get_recovery_counts() c
  union all
  select 'tasker.db.connections', array[a.application_name, coalesce(a.state, 'unknown')], count(*)::float8
    from pg_stat_activity a
   where a.datname = current_database() and a.application_name ~ '^tasker'
   group by a.application_name, a.state
  union all
  select 'tasker.db.oldest_transaction.age', '{}', extract(epoch from clock_timestamp() - min(a.xact_start))::float8
    from pg_stat_activity a
   where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_type = 'client backend'
  having min(a.xact_start) is not null;

  -- as of the last summing up, seconds ago; of templates, the first thousand names have series of their own
  return query
  select 'tasker.' || y.kind || 's.by_state', array[y.name], y.rows_count::float8
    from tasker.tally y
   where y.kind in ('task', 'step')
  union all
  select m.metric, array[e.namespace, e.task], sum(m.value)
    from (
      select case when n.place > 1000 then 'other' else n.namespace end as namespace,
             case when n.place > 1000 then 'other' else n.task end as task,
             o.completed_count, o.failed_count, o.completed_seconds
        from (select f.named_task_id, f.namespace, f.task, dense_rank() over (order by f.first_id) as place
                from (select t.named_task_id, s.name as namespace, t.name as task,
                             min(t.named_task_id) over (partition by t.namespace_id, t.name) as first_id
                        from tasker.named_tasks t
                        join tasker.task_namespaces s on s.namespace_id = t.namespace_id) f) n
        join tasker.task_outcomes o on o.named_task_id = n.named_task_id
    ) e
    cross join lateral (
      values ('tasker.tasks.completions', e.completed_count::float8),
             ('tasker.tasks.failures', e.failed_count::float8),
             ('tasker.tasks.completion', e.completed_seconds::float8)
    ) m (metric, value)
   group by m.metric, e.namespace, e.task;

  return query
  select m.metric, array[s.queue_name], m.value
    from tasker_v1.get_queue_statistics() s
    cross join lateral (
      values ('tasker.queue.depth', s.queue_length::float8),
             ('tasker.queue.oldest_message.age', s.oldest_msg_age_seconds::float8)
    ) m (metric, value)
   where m.value is not null;
end
$$;
comment on function tasker_v1.get_metrics is 'Tells how full and how healthy the installation is, in numbers.';
