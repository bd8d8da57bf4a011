-- The tasks that match a filter; every null argument matches all. A plan made for the given values keeps
-- only their conditions, so tags, words, annotations and correlation ids are found by their indexes.
--
-- p_words       what the searchable attributes must say, as a search engine takes it: words, "phrases", or, -not
-- p_annotation  kind of annotation, and what it must contain: {"type": …, "contains": {…}}
create or replace function tasker.matching_tasks (
  p_named_task_ids  integer[],
  p_namespace_ids   integer[],
  p_states          tasker.task_state[],
  p_initiator       text,
  p_source_system   text,
  p_tag             text,
  p_correlation_id  uuid,
  p_created_after   timestamptz,
  p_created_before  timestamptz,
  p_completed_after timestamptz,
  p_words           tsquery,
  p_annotation      jsonb
)
  returns setof tasker.tasks
  language sql
  stable
as $$
  select t.*
    from tasker.tasks t
   where (p_named_task_ids is null or t.named_task_id = any (p_named_task_ids))
     and (p_namespace_ids is null or t.namespace_id = any (p_namespace_ids))
     and (p_states is null or t.state = any (p_states))
     and (p_initiator is null or t.initiator = p_initiator)
     and (p_source_system is null or t.source_system = p_source_system)
     and (p_tag is null or (t.tags @> to_jsonb(p_tag) and t.tags is not null))
     and (p_correlation_id is null
          or (t.task_uuid = p_correlation_id and t.correlation_id = p_correlation_id)
          or (t.correlation_id = p_correlation_id and t.correlation_id <> t.task_uuid))
     and (p_created_after is null or t.created_at > p_created_after)
     and (p_created_before is null or t.created_at < p_created_before)
     and (p_completed_after is null or t.completed_at > p_completed_after)
     and (p_words is null
          or t.task_uuid in (select w.task_uuid from tasker.task_words w where w.words @@ p_words))
     and (p_annotation is null
          or t.task_uuid in (select a.task_uuid
                               from tasker.task_annotations a
                               join tasker.annotation_types y on y.annotation_type_id = a.annotation_type_id
                              where (p_annotation -> 'type' is null or y.name = p_annotation ->> 'type')
                                and (p_annotation -> 'contains' is null or a.annotation @> (p_annotation -> 'contains'))))
$$;
comment on function tasker.matching_tasks is 'The tasks that match a filter.';
