-- Leaves those steps out whose queue row was there but whose step had moved on.
create or replace function tasker.only_recorded (p_fenced tasker.fenced_steps, p_step_uuids uuid[])
  returns tasker.fenced_steps
  language sql
  immutable
as $$
  select row(array_agg(f.step_uuid), array_agg(f.namespace_id), array_agg(f.rank), array_agg(f.named_task_id),
             array_agg(f.position))::tasker.fenced_steps
    from unnest(p_fenced.step_uuids, p_fenced.namespace_ids, p_fenced.ranks, p_fenced.named_task_ids, p_fenced.positions)
         f (step_uuid, namespace_id, rank, named_task_id, position)
   where f.step_uuid = any (p_step_uuids)
$$;
comment on function tasker.only_recorded is 'Leaves out steps that had moved on.';
