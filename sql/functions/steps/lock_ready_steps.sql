-- Finds and locks ready steps of some namespaces in a range of ranks, the first first.
--
-- p_handler_ids            what the worker serves; null means any
-- p_from_rank, p_to_rank   both included
--
-- returns  the steps; null for none
-- locks    queue rows, skipping locked ones
create or replace function tasker.lock_ready_steps (
  p_namespace_ids integer[],
  p_handler_ids   integer[],
  p_from_rank     bigint,
  p_to_rank       bigint,
  p_limit         integer
)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_step_uuids uuid[];
begin
  select array_agg(p.step_uuid order by p.rank) into v_step_uuids
    from (select q.step_uuid, q.rank
            from unnest(p_namespace_ids) n (namespace_id)
            cross join lateral (
              select q.step_uuid, q.rank
                from tasker.step_queue q
               where q.namespace_id = n.namespace_id
                 and q.rank between p_from_rank and p_to_rank
                 and q.worker_uuid is null
                 and (p_handler_ids is null or q.handler_id = any (p_handler_ids))
               order by q.rank
               limit p_limit
                 for update skip locked
            ) q
           order by q.rank
           limit p_limit) p;
  return v_step_uuids;
end
$$;
comment on function tasker.lock_ready_steps is 'Finds and locks ready steps of some namespaces in a range of ranks.';
