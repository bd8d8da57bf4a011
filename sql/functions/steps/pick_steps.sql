-- Picks ready steps for a worker, oldest and most urgent first, and leases them to it.
--
-- p_worker_uuid, p_namespaces, p_limit  see tasker_v1.claim_steps, the caller that fixes the plans
-- p_leased_until                        how long they are its own without a heartbeat
--
-- returns   the steps, the first first; null for none
-- raises    TK001 limit out of range
-- locks     queue rows (skipping locked ones), then steps by id
create or replace function tasker.pick_steps (
  p_worker_uuid  uuid,
  p_namespaces   text[],
  p_limit        integer,
  p_leased_until timestamptz
)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_worker_state  text;
  v_handler_ids   integer[];
  v_namespace_ids integer[];
  v_picked        uuid[];
  v_first_rank    bigint;
  v_asked_at      timestamptz := clock_timestamp();
  v_floor         bigint := tasker.queue_floor(v_asked_at);
begin
  if p_limit is null or p_limit < 0 or p_limit > 10000 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot claim %s steps', coalesce(p_limit::text, 'null')),
      hint = 'Claim 0 to 10,000 at a time.';
  end if;

  select w.state, w.handler_ids,
         array(select n.namespace_id from tasker.task_namespaces n where n.name = any (p_namespaces))
    into v_worker_state, v_handler_ids, v_namespace_ids
    from (select) one
    left join tasker.workers w on w.worker_uuid = p_worker_uuid;
  if v_worker_state is distinct from 'running' then
    perform tasker.note_worker(p_worker_uuid, p_namespaces);
  end if;

  loop
    select array_agg(p.step_uuid order by p.rank), min(p.rank) into v_picked, v_first_rank
      from (select q.step_uuid, q.rank
              from unnest(v_namespace_ids) n (namespace_id)
              cross join lateral (
                select q.step_uuid, q.rank
                  from tasker.step_queue q
                 where q.namespace_id = n.namespace_id
                   and q.rank >= v_floor
                   and q.worker_uuid is null
                   and (v_handler_ids is null or q.handler_id = any (v_handler_ids))
                 order by q.rank
                 limit p_limit
                   for update skip locked
              ) q
             order by q.rank
             limit p_limit) p;
    exit when v_picked is not null or v_floor = -9223372036854775808;
    v_floor := -9223372036854775808;
  end loop;
  if v_floor = -9223372036854775808 and clock_timestamp() > v_asked_at + interval '5 milliseconds' then
    perform tasker.raise_queue_floor(v_first_rank, v_asked_at);
  end if;
  if v_picked is null then
    return null;
  end if;
  return tasker.start_steps(v_picked, p_worker_uuid, p_leased_until);
end
$$;
comment on function tasker.pick_steps is 'Picks ready steps for a worker and leases them to it.';
