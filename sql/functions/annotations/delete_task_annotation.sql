-- Takes back what was noted about a task.
--
-- raises    TK107 no such annotation of this task
create or replace function tasker_v1.delete_task_annotation (p_task_uuid uuid, p_task_annotation_id bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from tasker.task_annotations a
   where a.task_annotation_id = p_task_annotation_id
     and a.task_uuid = p_task_uuid;
  if not found then
    raise exception using
      errcode = 'TK107',
      message = format('Cannot delete annotation %s of task "%s": there is none', p_task_annotation_id, p_task_uuid),
      hint = 'tasker_v1.list_task_annotations(task) lists what there is.';
  end if;
end
$$;
comment on function tasker_v1.delete_task_annotation is 'Takes back what was noted about a task.';
