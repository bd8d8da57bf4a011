-- How far each step of a task is from running, computed from the edges and not from the counters of the hot path.
--
-- satisfied   a parent that is complete or resolved_manually; cancelled and failed ones never are
-- eligible    the first attempt always; a further one if the template lets it retry and attempts are left
-- ready       it may run now, and nobody runs it: waiting in the queue, or about to be put there
--
-- returns  one row a step, by position
--
-- The subqueries are scalar: what "exists" would test, a plan for many tasks may hash, reading the whole queue each time.
create or replace function tasker.task_readiness (p_task_uuid uuid)
  returns table (
    step_uuid uuid, task_uuid uuid, named_step_uuid uuid, name text, "position" integer, state tasker.step_state,
    dependencies_satisfied boolean, retry_eligible boolean, ready_for_execution boolean,
    last_failure_at timestamptz, next_retry_at timestamptz, total_parents integer, completed_parents integer,
    attempts integer, max_attempts integer, last_attempted_at timestamptz
  )
  language sql
  stable
as $$
  select s.step_uuid, s.task_uuid, n.named_step_uuid, n.step_name, s.position, s.state,
         d.satisfied, d.eligible,
         d.satisfied
           and d.eligible
           and s.state in ('pending', 'enqueued', 'waiting_for_retry')
           and t.state not in ('complete', 'error', 'cancelled', 'resolved_manually')
           and (select q.worker_uuid from tasker.step_queue q where q.step_uuid = s.step_uuid) is null
           and coalesce(greatest((select w.due_at from tasker.timers w where w.waiter_uuid = s.step_uuid),
                                 (select w.due_at from tasker.timers w where w.waiter_uuid = s.task_uuid)),
                        '-infinity') <= tasker.now(),
         s.last_failure_at,
         (select w.due_at from tasker.timers w where w.waiter_uuid = s.step_uuid),
         p.total, p.completed, s.attempts::integer, s.max_attempts::integer, s.last_attempted_at
    from tasker.tasks t
    cross join tasker.steps_of(p_task_uuid) s
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
    cross join lateral (
      select count(*)::integer as total,
             (count(*) filter (where f.state in ('complete', 'resolved_manually')))::integer as completed
        from tasker.named_step_edges e
        join tasker.workflow_steps f on f.step_uuid = tasker.step_uuid(s.task_uuid, e.from_position)
       where e.named_task_id = s.named_task_id and e.to_position = s.position
    ) p
    cross join lateral (
      select p.total = p.completed as satisfied,
             tasker.attempts_since_reset(s.attempts, s.max_attempts, n.default_max_attempts) = 0
             or (n.default_retryable and s.attempts < s.max_attempts) as eligible
    ) d
   where t.task_uuid = p_task_uuid
   order by s.step_uuid
$$;
comment on function tasker.task_readiness is 'How far each step of a task is from running.';
