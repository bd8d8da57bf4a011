-- The rank below which this session need not look for ready steps just now; see tasker.sweep_queue.
--
-- returns  the rank; the smallest bigint when the whole queue is to be read
create or replace function tasker.queue_floor ()
  returns bigint
  language sql
  stable
as $$
  select coalesce((tasker.queue_sweep())[1], -9223372036854775808)
$$;
comment on function tasker.queue_floor is 'The rank below which this session need not look for ready steps just now.';
