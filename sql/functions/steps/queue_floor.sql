-- The rank below which this session need not look for ready steps just now; see tasker.raise_queue_floor.
--
-- returns  the rank; the smallest bigint when the whole queue is to be read
create or replace function tasker.queue_floor (p_at timestamptz)
  returns bigint
  language plpgsql
  stable
as $$
declare
  v_hint text := current_setting('tasker.queue_floor', true);
begin
  if coalesce(v_hint, '') = '' or split_part(v_hint, ' ', 2)::double precision <= extract(epoch from p_at) then
    return -9223372036854775808;
  end if;
  return split_part(v_hint, ' ', 1)::bigint;
end
$$;
comment on function tasker.queue_floor is 'The rank below which this session need not look for ready steps just now.';
