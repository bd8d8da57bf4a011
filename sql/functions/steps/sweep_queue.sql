-- Finds and locks ready steps where reading the queue from its start is slow: while some transaction is held open, the
-- rows of finished steps cannot be removed, and every claim would read past all of them. A claim reads what lies above
-- the floor, and of what lies below only slices, from the cursor downwards, for a millisecond or a hundredth of the time
-- since the last claim; one that finds nothing there has the time to read all of it.
-- At the bottom the next sweep begins, or none if this one was quick. A step below the floor waits for one sweep at most.
--
-- p_whose  p_namespace_ids and p_handler_ids as tasker.queue_sweeps has them, and it does
--
-- returns  the steps, the first first; null for none
-- locks    queue rows, skipping locked ones
create or replace function tasker.sweep_queue (
  p_whose         text,
  p_namespace_ids integer[],
  p_handler_ids   integer[],
  p_limit         integer
)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  c_lowest  constant bigint := -9223372036854775808;
  c_highest constant bigint := 9223372036854775807;
  v_sweep   jsonb := tasker.queue_sweeps() -> p_whose;
  v_floor   bigint := v_sweep ->> 'floor';
  v_cursor  bigint := v_sweep ->> 'cursor';
  v_width   bigint := v_sweep ->> 'width';
  v_spent   double precision := v_sweep ->> 'spent';
  v_begun   double precision := extract(epoch from clock_timestamp());
  v_until   double precision := v_begun + greatest(0.001, 0.01 * (v_begun - (v_sweep ->> 'at')::double precision));
  v_asked   double precision;
  v_now     double precision := v_begun;
  v_from    bigint;
  v_picked  uuid[] := '{}';
  v_above   uuid[];
begin
  if p_limit = 0 then
    return null;
  end if;
  loop
    v_asked := v_now;
    v_from := case when v_cursor > v_width then v_cursor - v_width else c_lowest end;
    v_picked := tasker.lock_ready_steps(p_namespace_ids, p_handler_ids, v_from, v_cursor - 1,
                                        p_limit - cardinality(v_picked)) || v_picked;
    v_now := extract(epoch from clock_timestamp());
    v_spent := v_spent + 1000 * (v_now - v_asked);
    v_width := least(v_width * least(8, greatest(0.25, 0.0007 / greatest(v_now - v_asked, 0.00001))), 1e16);
    v_width := greatest(v_width, 1);
    exit when cardinality(v_picked) = p_limit; -- there may be more in this slice
    v_cursor := v_from;
    exit when v_cursor = c_lowest or v_now > v_until;
  end loop;

  if cardinality(v_picked) < p_limit then
    v_above := tasker.lock_ready_steps(p_namespace_ids, p_handler_ids, v_floor, c_highest, p_limit - cardinality(v_picked));
    v_floor := greatest(v_floor, tasker.next_queue_floor(v_above[1]));
    v_picked := v_picked || v_above;
  end if;
  if v_picked = '{}' and v_cursor > c_lowest then
    v_asked := extract(epoch from clock_timestamp());
    v_picked := tasker.lock_ready_steps(p_namespace_ids, p_handler_ids, c_lowest, v_floor - 1, p_limit);
    v_spent := 1000 * (extract(epoch from clock_timestamp()) - v_asked);
    v_cursor := c_lowest;
  end if;

  if v_cursor > c_lowest then
    perform tasker.keep_sweep(p_whose, v_floor, v_cursor, v_width, v_spent);
  elsif v_spent < 5 then
    perform tasker.keep_sweep(p_whose, null, null, null, null);
  else
    perform tasker.raise_queue_floor(p_whose, v_floor);
  end if;
  return nullif(v_picked, '{}');
end
$$;
comment on function tasker.sweep_queue is 'Finds and locks ready steps where reading the queue from its start is slow.';
