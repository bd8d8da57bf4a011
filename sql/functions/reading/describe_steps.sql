-- Everything that people ask about the steps of a task. A lease holds as long as its own time or its worker's.
--
-- returns  one row a step, in topological order; none for an unknown task
create or replace function tasker.describe_steps (p_task_uuid uuid)
  returns table (
    step_uuid uuid, task_uuid uuid, name text, "position" integer, created_at timestamptz, updated_at timestamptz,
    completed_at timestamptz, results jsonb, error jsonb, current_state text, dependencies_satisfied boolean,
    retry_eligible boolean, ready_for_execution boolean, total_parents integer, completed_parents integer, attempts integer,
    max_attempts integer, last_failure_at timestamptz, next_retry_at timestamptz, last_attempted_at timestamptz,
    worker_uuid uuid, leased_until timestamptz, handler text, dependencies text[]
  )
  language sql
  stable
as $$
  select r.step_uuid, r.task_uuid, r.name, r.position, t.created_at,
         greatest(t.created_at, s.last_attempted_at, s.last_failure_at, s.completed_at),
         s.completed_at, s.results, s.error, r.state::text, r.dependencies_satisfied,
         r.retry_eligible, r.ready_for_execution, r.total_parents, r.completed_parents, r.attempts,
         r.max_attempts, r.last_failure_at, r.next_retry_at, r.last_attempted_at,
         l.worker_uuid, greatest(l.leased_until, w.leased_until), n.handler,
         tasker.parent_names(s.named_task_id, s.position)
    from tasker.task_readiness(p_task_uuid) r
    join tasker.workflow_steps s on s.step_uuid = r.step_uuid
    join tasker.tasks t on t.task_uuid = p_task_uuid
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
    left join tasker.step_queue l on l.step_uuid = r.step_uuid and r.state = 'in_progress'
    left join tasker.workers w on w.worker_uuid = l.worker_uuid
   order by r.step_uuid
$$;
comment on function tasker.describe_steps is 'Everything that people ask about the steps of a task.';
