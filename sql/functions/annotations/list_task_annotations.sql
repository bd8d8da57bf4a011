-- Lists what was noted about a task, the oldest first.
--
-- p_type   only of this kind; null for all
--
-- returns   one row an annotation
-- raises    TK101 no such task
create or replace function tasker_v1.list_task_annotations (p_task_uuid uuid, p_type text default null)
  returns table (task_annotation_id bigint, task_uuid uuid, type text, annotation jsonb, created_at timestamptz)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from tasker.tasks t where t.task_uuid = p_task_uuid) then
    perform tasker.reject_unknown_task('list the annotations of', p_task_uuid);
  end if;
  return query
  select a.task_annotation_id, a.task_uuid, y.name, a.annotation, a.created_at
    from tasker.task_annotations a
    join tasker.annotation_types y on y.annotation_type_id = a.annotation_type_id
   where a.task_uuid = p_task_uuid
     and (p_type is null or y.name = p_type)
   order by a.task_annotation_id;
end
$$;
comment on function tasker_v1.list_task_annotations is 'Lists what was noted about a task.';
