-- Notes something about a task. A kind of annotation that is new is made known.
--
-- p_type        kind of annotation, 1 to 64 characters
-- p_annotation  any JSON but null
--
-- returns   the annotation's number and time
-- raises    TK001 kind or annotation missing or too long · TK101 no such task
create or replace function tasker_v1.annotate_task (p_task_uuid uuid, p_type text, p_annotation jsonb)
  returns table (task_annotation_id bigint, task_uuid uuid, type text, annotation jsonb, created_at timestamptz)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_type_id integer;
begin
  if coalesce(length(p_type), 0) not between 1 and 64 or coalesce(p_annotation, 'null') = 'null' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot annotate task "%s": its kind must have 1 to 64 characters, and it must not be null', p_task_uuid),
      hint = 'Pass a kind such as "note" and {"text": …}.';
  end if;
  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('annotate', p_task_uuid);
  end if;

  insert into tasker.annotation_types (name)
  select p_type where not exists (select from tasker.annotation_types y where y.name = p_type)
  on conflict do nothing;
  select y.annotation_type_id into v_type_id from tasker.annotation_types y where y.name = p_type;

  return query
  insert into tasker.task_annotations as a (task_uuid, annotation_type_id, annotation, created_at)
  values (p_task_uuid, v_type_id, p_annotation, tasker.now())
  returning a.task_annotation_id, a.task_uuid, p_type, a.annotation, a.created_at;
end
$$;
comment on function tasker_v1.annotate_task is 'Notes something about a task.';
