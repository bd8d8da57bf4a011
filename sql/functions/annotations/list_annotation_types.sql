-- Lists the kinds of annotations, with how often each was used.
create or replace function tasker_v1.list_annotation_types ()
  returns table (name text, description text, annotations_count bigint, created_at timestamptz)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select y.name, y.description, count(a.task_annotation_id), y.created_at
    from tasker.annotation_types y
    left join tasker.task_annotations a on a.annotation_type_id = y.annotation_type_id
   group by y.annotation_type_id
   order by y.name
$$;
comment on function tasker_v1.list_annotation_types is 'Lists the kinds of annotations.';
