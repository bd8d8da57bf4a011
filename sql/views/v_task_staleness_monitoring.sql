-- How near to stale each task is that is not over: healthy, warning from 80 % of its threshold, stale.
-- Without a threshold of its template's own, a task is healthy as long as something will move it.
create or replace view tasker.v_task_staleness_monitoring as
select a.task_uuid, a.namespace_name, a.task_name, a.version, a.current_state, a.moved_at, a.time_in_state_minutes,
       a.task_age_minutes, l.threshold_minutes as staleness_threshold_minutes, l.lifetime_minutes as max_duration_minutes,
       a.has_waker,
       case when l.standing >= 1 or l.age >= 1 then 'stale'
            when l.standing >= 0.8 or l.age >= 0.8 then 'warning'
            else 'healthy' end as health_status,
       a.priority
  from tasker.v_task_state_analysis a
  cross join tasker.upkeep u
  cross join lateral (
    select k.*,
           case when a.has_waker and not k.is_own then 0 else a.time_in_state_minutes / k.threshold_minutes::numeric end as standing,
           a.task_age_minutes / k.lifetime_minutes::numeric as age
      from (select tasker.staleness_minutes(a.current_state, a.configuration -> 'lifecycle', u.max_waiting_for_dependencies_minutes,
                                            u.max_waiting_for_retry_minutes, u.max_steps_in_process_minutes,
                                            u.max_other_minutes) as threshold_minutes,
                   tasker.staleness_minutes(a.current_state, a.configuration -> 'lifecycle', null, null, null, null)
                     is not null as is_own,
                   coalesce((a.configuration #>> '{lifecycle,max_duration_minutes}')::integer, u.max_duration_minutes)
                     as lifetime_minutes) k
  ) l;
comment on view tasker.v_task_staleness_monitoring is 'How near to stale each task is that is not over.';
