-- Changes what people say about a task: why it runs, and its tags.
--
-- p_changes  {reason?, tags?}; what is absent stays, null empties
-- p_by       who
--
-- raises    TK001 unknown key, or a value out of range · TK101 no such task
-- locks     the task
create or replace function tasker_v1.change_task (p_task_uuid uuid, p_changes jsonb, p_by text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if jsonb_typeof(p_changes) is distinct from 'object' or p_changes - '{reason,tags}'::text[] <> '{}'
     or length(p_changes ->> 'reason') > 500
     or jsonb_typeof(coalesce(p_changes -> 'tags', '[]')) not in ('array', 'null')
     or p_changes @? '$.tags[*] ? (@.type() != "string")' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot change task "%s": the changes must be an object with reason or tags', p_task_uuid),
      detail = 'A reason has at most 500 characters, tags are an array of strings.',
      hint = 'Pass {"reason": …, "tags": […]}.';
  end if;

  update tasker.tasks t
     set reason = case when p_changes ? 'reason' then p_changes ->> 'reason' else t.reason end,
         tags = case when p_changes ? 'tags' then nullif(nullif(p_changes -> 'tags', '[]'), 'null') else t.tags end,
         updated_at = tasker.now()
   where t.task_uuid = p_task_uuid;
  if not found then
    perform tasker.reject_unknown_task('change', p_task_uuid);
  end if;

  perform tasker_v1.annotate_task(p_task_uuid, 'change', p_changes || jsonb_build_object('by', p_by));
end
$$;
comment on function tasker_v1.change_task is 'Changes what people say about a task: why it runs, and its tags.';
