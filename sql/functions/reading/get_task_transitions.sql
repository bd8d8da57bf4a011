-- Lists the transitions of a task, the first from null.
--
-- returns   one row a transition, oldest first
-- raises    TK101 no such task
create or replace function tasker_v1.get_task_transitions (p_task_uuid uuid)
  returns table (
    task_uuid uuid, sort_key integer, from_state text, to_state text, most_recent boolean, created_at timestamptz,
    processor_uuid uuid, metadata jsonb
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set jit = off
as $$
begin
  return query
  select h.task_uuid, h.sort_key, h.from_state::text, h.to_state::text, h.most_recent, h.created_at, h.processor_uuid,
         h.metadata
    from tasker.task_transitions h
   where h.task_uuid = p_task_uuid
   order by h.sort_key;
  if not found and not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('list the transitions of', p_task_uuid);
  end if;
end
$$;
comment on function tasker_v1.get_task_transitions is 'Lists the transitions of a task.';
