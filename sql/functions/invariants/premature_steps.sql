-- Violations of I5: steps that run, or ran, before their parents satisfied them.
create or replace function tasker.premature_steps ()
  returns table (entity uuid, detail text)
  language sql
  stable
as $$
  select s.step_uuid as entity, format('is %s, attempt %s, and parent "%s" is %s', s.state, s.attempts, p.step_uuid, p.state) as detail
    from tasker.workflow_steps s
    join tasker.named_step_edges e on e.named_task_id = s.named_task_id and e.to_position = s.position
    join tasker.workflow_steps p on p.step_uuid = tasker.step_uuid(s.task_uuid, e.from_position)
   where p.state not in ('complete', 'resolved_manually')
     and (s.attempts > 0
          or s.state in ('enqueued', 'in_progress', 'enqueued_for_orchestration',
                         'enqueued_as_error_for_orchestration', 'waiting_for_retry'))
$$;
comment on function tasker.premature_steps is 'Violations of invariant I5.';
