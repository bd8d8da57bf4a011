-- Notes on this session that claims need not begin at the start of a queue, and begins to read what lies below in slices.
--
-- p_first_step_uuid  the first step found: the floor stands ten seconds of rank before it; null when none was, then before now
-- p_bottom           null where none stands yet: a minute of rank below the floor
create or replace function tasker.raise_queue_floor (p_first_step_uuid uuid, p_bottom bigint)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_floor bigint := coalesce((select q.rank from tasker.step_queue q where q.step_uuid = p_first_step_uuid),
                             tasker.queue_rank(clock_timestamp(), 0, '0')) - 10000000;
begin
  perform set_config('tasker.queue_sweep', concat_ws(' ', v_floor, least(p_bottom, v_floor - 60000000), 1, 0), false);
end
$$;
comment on function tasker.raise_queue_floor is 'Notes on this session that claims need not begin at the start of a queue.';
