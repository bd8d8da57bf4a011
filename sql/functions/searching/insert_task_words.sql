-- Notes the words by which tasks are found, of those whose template declares searchable attributes.
--
-- locks  none; inserts only
create or replace function tasker.insert_task_words (p_task_uuids uuid[])
  returns void
  language sql
  volatile
as $$
  insert into tasker.task_words (task_uuid, words)
  select t.task_uuid, w.words
    from unnest(p_task_uuids) u (task_uuid)
    join tasker.tasks t on t.task_uuid = u.task_uuid
    join tasker.named_tasks n on n.named_task_id = t.named_task_id and n.searchable is not null
    cross join lateral tasker.context_words(t.context, n.searchable) w (words)
   where w.words <> ''
$$;
comment on function tasker.insert_task_words is 'Notes the words by which tasks are found.';
