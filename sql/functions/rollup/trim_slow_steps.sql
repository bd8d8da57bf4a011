-- Removes from some hours of tasker.slow_steps what is too much, and notes the last that stays.
--
-- locks  the rows it removes; the caller has the row of tasker.rollup
create or replace function tasker.trim_slow_steps (p_hours timestamptz[])
  returns void
  language sql
  volatile
as $$
  with ranked as materialized (
    select s.hour, s.step_uuid, s.named_task_id, s.position, s.seconds,
           row_number() over w as place, count(*) over (partition by s.hour, s.named_task_id, s.position) as steps_count
      from tasker.slow_steps s
     where s.hour = any (p_hours)
    window w as (partition by s.hour, s.named_task_id, s.position order by s.seconds desc, s.step_uuid)
  ), noted as (
    insert into tasker.slow_step_limits as m (hour, named_task_id, position, seconds, step_uuid)
    select r.hour, r.named_task_id, r.position, r.seconds, r.step_uuid
      from ranked r
     where r.place = tasker.slow_steps_kept()
       and r.steps_count > r.place
        on conflict (hour, named_task_id, position) do update set seconds = excluded.seconds, step_uuid = excluded.step_uuid
  )
  delete from tasker.slow_steps s
   using ranked r
   where r.place > tasker.slow_steps_kept()
     and s.hour = r.hour
     and s.step_uuid = r.step_uuid
$$;
comment on function tasker.trim_slow_steps is 'Removes from some hours of tasker.slow_steps what is too much.';
