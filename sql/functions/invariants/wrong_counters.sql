-- Violations of I4: counters that differ from a recount.
create or replace function tasker.wrong_counters ()
  returns table (entity uuid, detail text)
  language sql
  stable
as $$
  select s.step_uuid as entity,
         format('counts %s missing parents, the edges %s', s.remaining_parents, r.missing_count) as detail
    from tasker.workflow_steps s
    cross join lateral (
      select count(*) as missing_count
        from tasker.named_step_edges e
        join tasker.workflow_steps p on p.step_uuid = tasker.step_uuid(s.task_uuid, e.from_position)
       where e.named_task_id = s.named_task_id
         and e.to_position = s.position
         and p.state not in ('complete', 'resolved_manually')
    ) r
   where s.remaining_parents <> r.missing_count
  union all
  select t.task_uuid, format('counts %s open leaves, the steps %s', t.remaining_leaves, r.open_count)
    from tasker.tasks t
    join (select s.task_uuid,
                 count(*) filter (where s.is_leaf and s.state not in ('complete', 'resolved_manually')) as open_count
            from tasker.workflow_steps s
           group by s.task_uuid) r on r.task_uuid = t.task_uuid
   where t.remaining_leaves <> r.open_count
     and t.state not in ('error', 'cancelled', 'resolved_manually')
$$;
comment on function tasker.wrong_counters is 'Violations of invariant I4.';
