-- Puts steps into the queue that are not on the hot path there: retried, reset, started by a timer.
-- Steps that have a missing parent, or are over, stay as they are.
--
-- p_step_uuids  steps, locked by the caller
-- p_metadata    what the transition tells (why, by whom); may be null
--
-- returns   the steps that were enqueued
-- locks     none of its own; inserts queue rows
create or replace function tasker.enqueue_steps (p_step_uuids uuid[], p_metadata jsonb default null)
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now           timestamptz := tasker.now();
  v_step_uuids    uuid[];
  v_namespace_ids integer[];
begin
  with ready as materialized (
    select s.step_uuid, s.state
      from tasker.workflow_steps s
     where s.step_uuid = any (p_step_uuids)
       and s.state in ('pending', 'waiting_for_retry')
       and s.remaining_parents = 0
     order by s.step_uuid
  ), enqueued as (
    update tasker.workflow_steps s
       set state = 'enqueued'
      from ready r
     where s.step_uuid = any (array[r.step_uuid])
    returning s.step_uuid, s.task_uuid, s.named_task_id, s.position, s.attempts, r.state as from_state
  ), queued as (
    insert into tasker.step_queue (step_uuid, rank, namespace_id, handler_id, named_task_id, position, attempt)
    select e.step_uuid, t.rank, t.namespace_id, n.handler_id, e.named_task_id, e.position, e.attempts + 1
      from enqueued e
      join tasker.tasks t on t.task_uuid = any (array[e.task_uuid])
      join tasker.named_tasks_named_steps n on n.named_task_id = e.named_task_id and n.position = e.position
    returning step_uuid, namespace_id
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt, via, metadata)
    select e.step_uuid, v_now, e.from_state, 'enqueued', e.attempts,
           case e.from_state when 'pending' then null else array['pending']::tasker.step_state[] end, p_metadata
      from enqueued e
  )
  select array_agg(q.step_uuid), array_agg(distinct q.namespace_id)
    into v_step_uuids, v_namespace_ids
    from queued q;

  if v_step_uuids is not null then
    perform tasker.announce_steps(v_namespace_ids, v_step_uuids);
  end if;
  return coalesce(v_step_uuids, '{}');
end
$$;
comment on function tasker.enqueue_steps is 'Puts steps into the queue that a timer or a person set free.';
