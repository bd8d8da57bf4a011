-- The next rank in a namespace's queue that has unclaimed steps, and how many tasks share it.
--
-- returns  one row; none at the end of the queue
create or replace function tasker.next_rank (p_namespace_id integer, p_rank bigint)
  returns table (rank bigint, tasks_count bigint)
  language sql
  stable
as $$
  select f.rank, (select count(distinct tasker.task_uuid(c.step_uuid))
                    from tasker.step_queue c
                   where c.namespace_id = p_namespace_id and c.rank = f.rank and c.worker_uuid is null)
    from (select q.rank
            from tasker.step_queue q
           where q.namespace_id = p_namespace_id
             and q.rank > p_rank
             and q.worker_uuid is null
           order by q.rank
           limit 1) f
$$;
comment on function tasker.next_rank is 'The next rank in a namespace''s queue that has unclaimed steps.';
