-- Finds and locks ready steps where a queue is slow to read from its start: while some transaction is held open, the rows of
-- finished steps cannot be removed, and every claim would read past all of them. A claim reads what lies above the floor, and
-- of what lies below one of 23 slices, again until it gives less than is wanted. After the last the floor moves up, or away when
-- all of them took no time. A claim that finds nothing has the time to read all that lies below. Workers that take turns on a
-- session come to every slice, because 23 is a prime.
--
-- p_sweep  tasker.queue_sweep()
--
-- returns  the steps, the first first; null for none
-- locks    queue rows, skipping locked ones
create or replace function tasker.sweep_queue (
  p_sweep         bigint[],
  p_namespace_ids integer[],
  p_handler_ids   integer[],
  p_limit         integer
)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  c_lowest   constant bigint := -9223372036854775808;
  c_highest  constant bigint := 9223372036854775807;
  v_floor    bigint := p_sweep[1];
  v_bottom   bigint := p_sweep[2];
  v_slice    bigint := p_sweep[3];
  v_spent    bigint := p_sweep[4];
  v_width    bigint := (v_floor - v_bottom) / 23;
  v_asked_at timestamptz := clock_timestamp();
  v_picked   uuid[] := tasker.lock_ready_steps(
                         p_namespace_ids, p_handler_ids,
                         case v_slice when 1 then c_lowest else v_bottom + (v_slice - 1) * v_width end,
                         case v_slice when 23 then v_floor else v_bottom + v_slice * v_width end - 1, p_limit);
  v_above    uuid[];
begin
  v_spent := v_spent + extract(epoch from clock_timestamp() - v_asked_at) * 1000000;
  if v_slice = 1 and v_spent > 5000 then
    v_bottom := v_bottom - (v_floor - v_bottom);  -- much is dead below it, which the slices should share
  end if;
  if cardinality(v_picked) = p_limit then
    return v_picked;
  end if;
  v_above := tasker.lock_ready_steps(p_namespace_ids, p_handler_ids, v_floor, c_highest,
                                     p_limit - coalesce(cardinality(v_picked), 0));
  if v_slice < 23 then
    perform set_config('tasker.queue_sweep', concat_ws(' ', v_floor, v_bottom, v_slice + 1, v_spent), false);
  elsif v_spent < 5000 + 20 * cardinality(p_namespace_ids) then
    perform set_config('tasker.queue_sweep', '', false);
  else
    perform tasker.raise_queue_floor(v_above[1], v_bottom);
  end if;
  return v_picked || v_above;
end
$$;
comment on function tasker.sweep_queue is 'Finds and locks ready steps where a queue is slow to read from its start.';
