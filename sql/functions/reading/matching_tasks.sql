-- The tasks that match a filter; every null argument matches all. A plan made for the given values keeps
-- only their conditions, so tags and correlation ids are found by their indexes.
create or replace function tasker.matching_tasks (
  p_named_task_ids integer[],
  p_states         tasker.task_state[],
  p_initiator      text,
  p_source_system  text,
  p_tag            text,
  p_correlation_id uuid,
  p_created_after  timestamptz,
  p_created_before timestamptz
)
  returns setof tasker.tasks
  language sql
  stable
as $$
  select t.*
    from tasker.tasks t
   where (p_named_task_ids is null or t.named_task_id = any (p_named_task_ids))
     and (p_states is null or t.state = any (p_states))
     and (p_initiator is null or t.initiator = p_initiator)
     and (p_source_system is null or t.source_system = p_source_system)
     and (p_tag is null or (t.tags @> to_jsonb(p_tag) and t.tags is not null))
     and (p_correlation_id is null
          or (t.task_uuid = p_correlation_id and t.correlation_id = p_correlation_id)
          or (t.correlation_id = p_correlation_id and t.correlation_id <> t.task_uuid))
     and (p_created_after is null or t.created_at > p_created_after)
     and (p_created_before is null or t.created_at < p_created_before)
$$;
comment on function tasker.matching_tasks is 'The tasks that match a filter.';
