-- Violations among some tasks, as their rows and the sum of their steps tell: I4, I9 and I10 of
-- tasker_v1.check_invariants().
--
-- p_first  first uuids of spans, as of tasker.task_spans()
-- p_last   their last uuids
create or replace function tasker.broken_tasks (p_first uuid[], p_last uuid[])
  returns table (invariant text, entity uuid, detail text)
  language sql
  stable
as $$
  with sum as materialized (
    select s.task_uuid,
           count(*) as steps_count,
           count(*) filter (where s.is_leaf and s.state not in ('complete', 'resolved_manually')) as open_leaves,
           bool_or(s.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                               'enqueued_as_error_for_orchestration')) as is_running,
           bool_or(s.state = 'waiting_for_retry') as is_retried,
           bool_or(s.state in ('error', 'cancelled')) as is_failed,
           bool_and(s.state in ('complete', 'resolved_manually')) as is_done
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.workflow_steps s where s.step_uuid between u.first and u.last offset 0) s
     group by s.task_uuid
  ), task as materialized (
    select t.task_uuid, t.named_task_id, t.state, t.remaining_leaves, t.processor_uuid,
           coalesce(c.steps_count, 0) as steps_count, coalesce(c.open_leaves, 0) as open_leaves,
           c.is_running, c.is_retried, c.is_failed, c.is_done
      from unnest(p_first, p_last) u (first, last)
     cross join lateral (select * from tasker.tasks t where t.task_uuid between u.first and u.last offset 0) t
      left join sum c on c.task_uuid = t.task_uuid
  )
  select 'I4' as invariant, t.task_uuid as entity,
         format('counts %s open leaves, the steps %s', t.remaining_leaves, t.open_leaves) as detail
    from task t
   where t.remaining_leaves <> t.open_leaves
     and t.state not in ('error', 'cancelled', 'resolved_manually')
  union all
  select 'I9', t.task_uuid, 'is pending without a timer'
    from task t
   where t.state = 'pending'
     and not exists (select from tasker.timers w where w.waiter_uuid = t.task_uuid and w.kind = 'start')
  union all
  select 'I9', t.task_uuid, format('is %s while no step of it is %s', t.state, r.wanted)
    from task t
   cross join lateral (
     select case t.state
              when 'steps_in_process' then case when not t.is_running then 'ready or running' end
              when 'waiting_for_retry' then case when not t.is_retried then 'waiting for a retry' end
              when 'waiting_for_dependencies' then case when not (t.is_running or t.is_retried) then 'under way' end
              when 'blocked_by_failures' then case when not t.is_failed then 'in error or cancelled' end
              when 'complete' then case when not t.is_done then 'unsatisfied' end
            end as wanted
   ) r
   where r.wanted is not null
     and t.processor_uuid is null
  union all
  select 'I10', t.task_uuid, format('has %s steps of %s', t.steps_count, n.steps_count)
    from task t
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
   where t.steps_count <> n.steps_count
$$;
comment on function tasker.broken_tasks is 'Violations among some tasks, as their rows and the sum of their steps tell.';
