-- The rank below which this session need not look for ready steps just now; see tasker.sweep_queue.
--
-- p_at  not asked for
--
-- returns  the rank; the smallest bigint when whole queues are to be read
create or replace function tasker.queue_floor (p_at timestamptz)
  returns bigint
  language plpgsql
  stable
as $$
declare
  v_sweeps jsonb := tasker.queue_sweeps();
begin
  if v_sweeps = '{}' then
    return -9223372036854775808;
  end if;
  return (select max((s.sweep ->> 'floor')::bigint) from jsonb_each(v_sweeps) s (whose, sweep));
end
$$;
comment on function tasker.queue_floor is 'The rank below which this session need not look for ready steps just now.';
