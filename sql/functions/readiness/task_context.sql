-- Sums up a task: how many of its steps are where, and what that means for the task.
--
-- execution_status, the first that holds
--   cancelled, resolved_manually   the task was ended so
--   has_ready_steps                a step may run now; independent branches go on beside a failed one
--   processing                     steps run, or their results wait to be processed
--   blocked_by_failures            a step failed for good, and none is waiting for a retry
--   all_complete                   every step is complete or resolved
--   waiting_for_dependencies       otherwise: for time, or for a retry
-- health_status
--   healthy without failed steps, recovering while something else can still run, else blocked
--
-- returns  one row; none for an unknown task
create or replace function tasker.task_context (p_task_uuid uuid)
  returns table (
    task_uuid uuid, named_task_uuid uuid, status text, total_steps bigint, pending_steps bigint, in_progress_steps bigint,
    completed_steps bigint, failed_steps bigint, ready_steps bigint, execution_status text, recommended_action text,
    completion_percentage numeric, health_status text, enqueued_steps bigint, waiting_for_retry_steps bigint,
    cancelled_steps bigint
  )
  language sql
  stable
as $$
  select t.task_uuid, n.named_task_uuid, t.state::text, c.total, c.pending, c.in_progress, c.completed, c.failed, c.ready,
         e.status,
         case e.status
           when 'has_ready_steps' then 'execute_ready_steps'
           when 'processing' then 'wait_for_completion'
           when 'blocked_by_failures' then 'handle_failures'
           when 'all_complete' then case t.state when 'complete' then 'none' else 'finalize_task' end
           when 'waiting_for_dependencies' then 'wait_for_dependencies'
           else 'none'
         end,
         case c.total when 0 then 0 else round(100.0 * c.completed / c.total, 2) end,
         case
           when c.failed = 0 or e.status in ('cancelled', 'resolved_manually') then 'healthy'
           when c.ready + c.in_progress + c.enqueued + c.retrying > 0 then 'recovering'
           else 'blocked'
         end,
         c.enqueued, c.retrying, c.cancelled
    from tasker.tasks t
    join tasker.named_tasks n on n.named_task_id = t.named_task_id
    cross join lateral (
      select count(*) as total,
             count(*) filter (where r.state = 'pending') as pending,
             count(*) filter (where r.state = 'in_progress') as in_progress,
             count(*) filter (where r.state in ('complete', 'resolved_manually')) as completed,
             count(*) filter (where r.state = 'error') as failed,
             count(*) filter (where r.ready_for_execution) as ready,
             count(*) filter (where r.state in ('enqueued', 'enqueued_for_orchestration',
                                                'enqueued_as_error_for_orchestration')) as enqueued,
             count(*) filter (where r.state = 'waiting_for_retry') as retrying,
             count(*) filter (where r.state = 'cancelled') as cancelled
        from tasker.task_readiness(t.task_uuid) r
    ) c
    cross join lateral (
      select case
        when t.state in ('cancelled', 'resolved_manually') then t.state::text
        when c.ready > 0 then 'has_ready_steps'
        when c.in_progress + c.enqueued > 0 then 'processing'
        when c.failed > 0 and c.retrying = 0 then 'blocked_by_failures'
        when c.completed = c.total and c.total > 0 then 'all_complete'
        else 'waiting_for_dependencies'
      end as status
    ) e
   where t.task_uuid = p_task_uuid
$$;
comment on function tasker.task_context is 'Sums up a task: how many of its steps are where, and what that means.';
