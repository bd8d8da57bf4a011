-- How far up a floor may stand: ten seconds of rank before the first step found.
--
-- p_step_uuid  that step; null when none was found, which is as good as one of now
create or replace function tasker.next_queue_floor (p_step_uuid uuid)
  returns bigint
  language sql
  stable
as $$
  select coalesce((select q.rank from tasker.step_queue q where q.step_uuid = p_step_uuid),
                  tasker.queue_rank(tasker.now(), 0, '0')) - 10000000
$$;
comment on function tasker.next_queue_floor is 'How far up a floor may stand: ten seconds of rank before the first step found.';
