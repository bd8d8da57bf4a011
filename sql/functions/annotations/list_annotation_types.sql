-- Lists the kinds of annotations, with how often each was used.
--
-- p_namespaces  only what was noted of tasks in these, and kinds that were used there; null: all
create or replace function tasker_v1.list_annotation_types (p_namespaces text[] default null)
  returns table (name text, description text, annotations_count bigint, created_at timestamptz)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select y.name, y.description, count(a.task_annotation_id), y.created_at
    from tasker.annotation_types y
    left join tasker.task_annotations a
      on a.annotation_type_id = y.annotation_type_id
     and (p_namespaces is null
          or exists (select from tasker.tasks t
                       join tasker.task_namespaces n on n.namespace_id = t.namespace_id
                      where t.task_uuid = a.task_uuid and n.name = any (p_namespaces)))
   group by y.annotation_type_id
  having p_namespaces is null or count(a.task_annotation_id) > 0
   order by y.name
$$;
comment on function tasker_v1.list_annotation_types is 'Lists the kinds of annotations.';
