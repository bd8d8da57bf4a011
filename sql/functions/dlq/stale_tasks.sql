-- Tasks that stand still longer than their state allows, or are older than they may get. A limit that nobody named, but
-- the installation's, leaves a task alone as long as something will move it: a long step of a live worker, a backlog.
-- A task is told once a standstill: not again while it is investigated, nor afterwards until it moved.
--
-- p_task_uuids  tasks to look at
-- p_…_minutes   limits where the template has none; null: the installation's
-- p_lifetime_minutes  greatest age where the template has none; null: the installation's
--
-- returns  the longest still first, at most p_limit; null: all
create or replace function tasker.stale_tasks (
  p_task_uuids           uuid[],
  p_dependencies_minutes integer,
  p_retry_minutes        integer,
  p_process_minutes      integer,
  p_lifetime_minutes     integer,
  p_limit                integer
)
  returns setof tasker.stale_task
  language sql
  stable
as $$
  with youngest as materialized (  -- none younger than the least limit of all can be stale: they are most, and need no look at their steps
    select tasker.now() - make_interval(mins => least(
             u.max_other_minutes, p_dependencies_minutes, u.max_waiting_for_dependencies_minutes, p_retry_minutes,
             u.max_waiting_for_retry_minutes, p_process_minutes, u.max_steps_in_process_minutes, p_lifetime_minutes,
             u.max_duration_minutes,
             (select min(l.value::integer)
                from tasker.named_tasks d
               cross join lateral jsonb_each_text(d.configuration -> 'lifecycle') l
               where l.key like 'max\_%\_minutes'))) as created_at
      from tasker.upkeep u
  )
  select a.task_uuid, a.namespace_name, a.task_name, a.current_state, a.time_in_state_minutes, k.threshold_minutes,
         a.task_age_minutes, coalesce((l.lifecycle ->> 'auto_dlq_on_timeout')::boolean, u.investigates_stale_tasks),
         (l.lifecycle ->> 'auto_fail_on_timeout')::boolean
    from unnest(p_task_uuids) t (task_uuid)
    join tasker.v_task_state_analysis a on a.task_uuid = t.task_uuid
   cross join tasker.upkeep u
   cross join lateral (select a.configuration -> 'lifecycle' as lifecycle) l
   cross join lateral (
     select tasker.staleness_minutes(a.current_state, l.lifecycle,
              coalesce(p_dependencies_minutes, u.max_waiting_for_dependencies_minutes),
              coalesce(p_retry_minutes, u.max_waiting_for_retry_minutes),
              coalesce(p_process_minutes, u.max_steps_in_process_minutes), u.max_other_minutes) as threshold_minutes,
            tasker.staleness_minutes(a.current_state, l.lifecycle, p_dependencies_minutes, p_retry_minutes, p_process_minutes,
              null) is not null as is_named,
            coalesce((l.lifecycle ->> 'max_duration_minutes')::integer, p_lifetime_minutes, u.max_duration_minutes)
              as lifetime_minutes
   ) k
   where a.created_at <= (select y.created_at from youngest y)
     and (a.time_in_state_minutes >= k.threshold_minutes and (k.is_named or not a.has_waker)
          or a.task_age_minutes >= k.lifetime_minutes)
     and not tasker.is_investigated(a.task_uuid, a.moved_at)
   order by a.moved_at, a.task_uuid
   limit p_limit
$$;
comment on function tasker.stale_tasks is 'Tasks that stand still longer than their state allows, or are older than they may get.';
