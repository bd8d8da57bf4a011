-- Spans of uuids that cover some tasks and all that belongs to them: rows are read a span at a time, which costs a
-- fraction of a look-up a task. A hundred tasks are one span unless more than a hundred others are between them; then
-- each is a span of its own.
--
-- p_task_uuids  tasks by id, whether they are or not
-- returns       the first and the last uuid of each span, by id
create or replace function tasker.task_spans (p_task_uuids uuid[])
  returns table (first_uuid uuid, last_uuid uuid)
  language sql
  stable
as $$
  select s.first_uuid, tasker.step_uuid(s.last_task_uuid, 65535)
    from generate_series(1, cardinality(p_task_uuids), 100) c (place)
   cross join lateral (
     select p_task_uuids[c.place] as first_uuid,
            p_task_uuids[least(c.place + 99, cardinality(p_task_uuids))] as last_task_uuid) w
   cross join lateral (
     select count(*) <= 200 as is_dense
       from (select from tasker.tasks t where t.task_uuid between w.first_uuid and w.last_task_uuid limit 201) t) d
   cross join lateral (
     select w.first_uuid, w.last_task_uuid
      where d.is_dense
     union all
     select u.task_uuid, u.task_uuid
       from unnest(p_task_uuids[c.place:c.place + 99]) u (task_uuid)
      where not d.is_dense) s
   order by 1
$$;
comment on function tasker.task_spans is 'Spans of uuids that cover some tasks and all that belongs to them.';
