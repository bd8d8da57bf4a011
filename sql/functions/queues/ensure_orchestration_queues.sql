-- Creates the queues that orchestrators read, as far as they are missing.
create or replace function tasker.ensure_orchestration_queues ()
  returns void
  language sql
  volatile
as $$
  select tasker.ensure_queue(q.queue_name)
    from unnest(array[
      'orchestration_step_results',
      'orchestration_task_requests',
      'orchestration_task_finalization'
    ]) as q (queue_name)
$$;
comment on function tasker.ensure_orchestration_queues is 'Creates the queues that orchestrators read.';
