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
  v_sweep         bigint[] := tasker.queue_sweep();
  v_asked_at      timestamptz;
  v_picked        uuid[];
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

  if p_limit = 0 then
    return null;
  end if;
  if v_sweep is not null then
    v_picked := tasker.sweep_queue(v_sweep, v_namespace_ids, v_handler_ids, p_limit);
  end if;
  if v_picked is null then
    v_asked_at := clock_timestamp();
    v_picked := tasker.lock_ready_steps(
      v_namespace_ids, v_handler_ids, -9223372036854775808,
      case when v_sweep is null then 9223372036854775807 else v_sweep[1] - 1 end, p_limit);  -- above it was read just now
    if clock_timestamp() > v_asked_at + interval '5 milliseconds' + coalesce(cardinality(v_picked), 0) * interval '10 microseconds' then
      perform tasker.raise_queue_floor(v_picked[1], v_sweep[2]);
    elsif v_sweep is not null then
      perform set_config('tasker.queue_sweep', '', false);
    end if;
  end if;
  if v_picked is null then
    return null;
  end if;
  return tasker.start_steps(v_picked, p_worker_uuid, p_leased_until);
end
$$;
comment on function tasker.pick_steps is 'Picks ready steps for a worker and leases them to it.';
