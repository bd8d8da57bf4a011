-- Takes tasks that are about to be deleted out of the sums. The caller has locked the row of tasker.rollup, and deletes only tasks
-- whose moves are all in the sums.
--
-- locks  the tally's rows
create or replace function tasker.forget_tasks (p_task_uuids uuid[])
  returns void
  language sql
  volatile
as $$
  with step as materialized (
    select s.step_uuid, s.state, s.completed_at
      from unnest(p_task_uuids) u (task_uuid)
      cross join lateral tasker.steps_of(u.task_uuid) s
  ), slow as (
    delete from tasker.slow_steps w
     using step s
     where w.hour = date_trunc('hour', s.completed_at) and w.step_uuid = s.step_uuid
  ), gone as (
    select 'task' as kind, t.state::text as name, count(*) as rows_count
      from tasker.tasks t where t.task_uuid = any (p_task_uuids) group by t.state
    union all
    select 'template', t.named_task_id::text, count(*)
      from tasker.tasks t where t.task_uuid = any (p_task_uuids) group by t.named_task_id
    union all
    select 'step', s.state::text, count(*) from step s group by s.state
  )
  update tasker.tally y
     set rows_count = y.rows_count - g.rows_count
    from gone g
   where y.kind = g.kind and y.name = g.name
$$;
comment on function tasker.forget_tasks is 'Takes tasks that are about to be deleted out of the sums.';
