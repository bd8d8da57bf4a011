-- Lists all that a step needs, directly or through others, with their results.
--
-- returns  one row an ancestor: the nearest first, distance by the shortest way; processed means over, in any
--          way; none for a root or an unknown step
create or replace function tasker_v1.get_step_transitive_dependencies (target_step_uuid uuid)
  returns table (
    workflow_step_uuid uuid, task_uuid uuid, named_step_uuid uuid, step_name text, results jsonb, processed boolean,
    distance integer
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
  with recursive target as (
    select s.task_uuid, s.named_task_id, s.position from tasker.workflow_steps s where s.step_uuid = target_step_uuid
  ), walk as (
    select t.named_task_id, t.position, 0 as distance
      from target t
    union
    select w.named_task_id, e.from_position, w.distance + 1
      from walk w
      join tasker.named_step_edges e on e.named_task_id = w.named_task_id and e.to_position = w.position
  )
  select s.step_uuid, s.task_uuid, n.named_step_uuid, n.step_name, s.results,
         s.state in ('complete', 'cancelled', 'resolved_manually'), a.distance
    from (select w.named_task_id, w.position, min(w.distance) as distance
            from walk w
           where w.distance > 0
           group by w.named_task_id, w.position) a
    cross join target t
    join tasker.workflow_steps s on s.step_uuid = tasker.step_uuid(t.task_uuid, a.position)
    join tasker.named_tasks_named_steps n on n.named_task_id = a.named_task_id and n.position = a.position
   order by a.distance, a.position
$$;
comment on function tasker_v1.get_step_transitive_dependencies is 'Lists all that a step needs, directly or through others.';
