-- Adds what happened between two horizons to tasker.activity, how tasks ended to tasker.task_outcomes, and the steps that took
-- long to tasker.slow_steps.
--
-- p_from, p_until, p_floor, p_since  see tasker.task_activity
--
-- returns  the hours in which steps were added
-- locks    the rows it adds to; the caller has the row of tasker.rollup
create or replace function tasker.add_activity (
  p_from            bigint,
  p_until           bigint,
  p_floor           bigint,
  p_since           timestamptz,
  p_compacted_until timestamptz
)
  returns timestamptz[]
  language sql
  volatile
  set enable_seqscan = off
  set enable_mergejoin = off
  set jit = off
  set work_mem = '64MB'
as $$
  with step as materialized (
    select f.* from tasker.finished_steps(p_from, p_until, p_floor, p_since) f
  ), task as materialized (
    select t.* from tasker.task_activity(p_from, p_until, p_floor, p_since) t
  ), ended as (
    insert into tasker.task_outcomes as o
    select t.named_task_id, sum(t.completed), sum(t.failed), coalesce(extract(epoch from sum(t.took)), 0)
      from task t
     where t.named_task_id is not null
     group by t.named_task_id
        on conflict (named_task_id) do update
       set completed_count = o.completed_count + excluded.completed_count,
           failed_count = o.failed_count + excluded.failed_count,
           completed_seconds = o.completed_seconds + excluded.completed_seconds
  ), added as (
    insert into tasker.activity as a
    select tasker.activity_start(c.at, p_compacted_until), sum(c.created), sum(c.completed), sum(c.failed),
           coalesce(extract(epoch from sum(c.took)), 0), sum(c.steps), sum(c.timed), coalesce(extract(epoch from sum(c.steps_took)), 0)
      from (
        select t.at, t.created, t.completed, t.failed, t.took, 0 as steps, 0 as timed, null::interval as steps_took
          from task t
        union all
        select s.ended_at, 0, 0, 0, null, count(*), count(s.took), sum(s.took) from step s group by s.ended_at
      ) c
     group by 1
        on conflict (starts_at) do update
       set created_count = a.created_count + excluded.created_count,
           completed_count = a.completed_count + excluded.completed_count,
           failed_count = a.failed_count + excluded.failed_count,
           task_seconds = a.task_seconds + excluded.task_seconds,
           steps_count = a.steps_count + excluded.steps_count,
           timed_count = a.timed_count + excluded.timed_count,
           step_seconds = a.step_seconds + excluded.step_seconds
  ), least as materialized (
    select m.hour, m.named_task_id, m.position, m.seconds * interval '1 second' as took, m.step_uuid
      from tasker.slow_step_limits m
     where m.hour >= (select min(s.hour) from step s)
  ), ranked as (
    select s.hour, s.step_uuid, s.named_task_id, s.position, s.ended_at, s.took,
           row_number() over (partition by s.hour, s.named_task_id, s.position order by s.took desc, s.step_uuid) as place
      from step s
      left join least m on m.hour = s.hour and m.named_task_id = s.named_task_id and m.position = s.position
     where s.was_attempted
       and s.took is not null
       and (m.hour is null or (m.took, s.step_uuid) <= (s.took, m.step_uuid))
  ), kept as (
    insert into tasker.slow_steps (hour, step_uuid, named_task_id, position, ended_at, seconds)
    select r.hour, r.step_uuid, r.named_task_id, r.position, r.ended_at, extract(epoch from r.took)
      from ranked r
     where r.place <= tasker.slow_steps_kept() + 1  -- the one too many tells that there were more
        on conflict do nothing
    returning hour
  )
  select array_agg(distinct k.hour) from kept k
$$;
comment on function tasker.add_activity is 'Adds what happened between two horizons to the sums.';
