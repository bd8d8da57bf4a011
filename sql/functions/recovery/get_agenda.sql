-- What an orchestrator has to do and when, in one cheap look, so that its loops need not each ask by themselves.
--
-- returns   one row: how long until the next timer, expired worker (or one to look at again) and visible message of each
--           orchestration queue, until the next look for stale tasks and for what is kept long enough, and until the
--           history is summed up
--           (none or less: now; null: nothing there); is_busy: steps are queued or run, so more is about to come;
--           is_waiting: some of them no worker has claimed
create or replace function tasker_v1.get_agenda ()
  returns table (
    timers_due_in        interval,
    leases_due_in        interval,
    task_requests_due_in interval,
    step_results_due_in  interval,
    finalizations_due_in interval,
    detection_due_in     interval,
    retention_due_in     interval,
    rollup_due_in        interval,
    is_busy              boolean,
    is_waiting           boolean
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select (select min(t.due_at) from tasker.timers t) - tasker.now(),
         (select min(least(case w.state when 'running' then w.leased_until end, w.recheck_at)) from tasker.workers w) - tasker.now(),
         (select min(m.vt) from pgmq.q_orchestration_task_requests m) - clock_timestamp(),
         (select min(m.vt) from pgmq.q_orchestration_step_results m) - clock_timestamp(),
         (select min(m.vt) from pgmq.q_orchestration_task_finalization m) - clock_timestamp(),
         case when u.detects_stale_tasks
              then coalesce(u.detected_at + u.detection_interval - tasker.now(), interval '0') end,
         case when u.keep_history is not null or u.keep_tasks is not null
              then coalesce(u.retained_at + u.retention_interval - tasker.now(), interval '0') end,
         (select coalesce(r.rolled_at + interval '5 seconds' - tasker.now(), interval '0')
            from tasker.rollup r, tasker.history_order o
           where r.horizon is null or o.is_called and o.last_value > r.floor_id),
         exists (select from tasker.step_queue q),
         exists (select from tasker.step_queue q where q.worker_uuid is null)
    from tasker.upkeep u
$$;
comment on function tasker_v1.get_agenda is 'What an orchestrator has to do and when.';
