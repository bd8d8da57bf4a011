-- The smallest rank that waits in the queue of some namespaces.
--
-- returns  the rank; null when nothing waits
create or replace function tasker.best_waiting_rank (p_namespace_ids integer[])
  returns bigint
  language sql
  stable
as $$
  select min(q.rank)
    from unnest(p_namespace_ids) n (namespace_id)
    cross join lateral (
      select q.rank
        from tasker.step_queue q
       where q.namespace_id = n.namespace_id
         and q.worker_uuid is null
       order by q.rank
       limit 1
    ) q
$$;
comment on function tasker.best_waiting_rank is 'The smallest rank that waits in the queue of some namespaces.';
