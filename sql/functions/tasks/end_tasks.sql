-- Ends tasks before their steps are through: live steps are cancelled, running handlers told, waits removed.
--
-- p_task_uuids  tasks
-- p_to_state    cancelled, resolved_manually or error
-- p_action      what the caller does, for the error: "cancel", "resolve", "give up"
-- p_metadata    what the transitions tell
--
-- raises  TK101 no such task · TK202 a task is over already, or may not go there; nothing is ended then
-- locks   queue rows by step id, steps by id, tasks by id
create or replace function tasker.end_tasks (
  p_task_uuids uuid[],
  p_to_state   tasker.task_state,
  p_action     text,
  p_metadata   jsonb
)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_now        timestamptz := tasker.now();
  v_task_uuids uuid[] := array(select distinct u.task_uuid from unnest(p_task_uuids) u (task_uuid));
  v_workers    uuid[];
  r_task       record;
begin
  perform
     from unnest(p_task_uuids) t (task_uuid)
     join tasker.step_queue q on q.step_uuid > t.task_uuid and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
    order by q.step_uuid
      for update of q;
  perform tasker.lock_live_steps(p_task_uuids);
  perform from tasker.tasks t where t.task_uuid = any (p_task_uuids) order by t.task_uuid for update;

  for r_task in
    select u.task_uuid, t.state,
           exists (select from tasker.task_state_rules r where r.from_state = t.state and r.to_state = p_to_state) as is_legal
      from unnest(p_task_uuids) with ordinality u (task_uuid, place)
      left join tasker.tasks t on t.task_uuid = u.task_uuid
     order by u.place
  loop
    if r_task.state is null then
      raise exception using
        errcode = 'TK101',
        message = format('Cannot %s task "%s": there is no such task', p_action, r_task.task_uuid),
        hint = 'Look at tasker_v1.list_tasks().';
    elsif not r_task.is_legal then
      raise exception using
        errcode = 'TK202',
        message = format('Cannot %s task "%s": it is %s', p_action, r_task.task_uuid, r_task.state),
        detail = format('No rule leads from %s to %s.', r_task.state, p_to_state),
        hint = 'Only a task that is not over can be ended.';
    end if;
  end loop;

  with live as (
    select s.step_uuid, s.state, q.worker_uuid, s.attempts
      from unnest(v_task_uuids) t (task_uuid)
      join tasker.workflow_steps s
        on s.step_uuid > t.task_uuid and s.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
      left join tasker.step_queue q on q.step_uuid = s.step_uuid
     where s.state not in ('complete', 'cancelled', 'resolved_manually')
       and (s.state <> 'error' or p_to_state = 'cancelled')
  ), cancelled as (
    update tasker.workflow_steps s
       set state = 'cancelled', completed_at = v_now
      from live l
     where s.step_uuid = l.step_uuid
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, from_state, to_state, attempt, metadata)
    select l.step_uuid, v_now, l.state, 'cancelled', l.attempts, p_metadata
      from live l
  ), aborted as (
    insert into tasker.step_aborts (worker_uuid, step_uuid, attempt, reason, created_at)
    select l.worker_uuid, l.step_uuid, l.attempts, format('task %s', p_to_state), v_now
      from live l
     where l.state = 'in_progress' and l.worker_uuid is not null
    on conflict do nothing
    returning worker_uuid
  )
  select array_agg(distinct a.worker_uuid) into v_workers from aborted a;

  perform tasker.drop_waits(v_task_uuids);

  with ended as (
    select t.task_uuid, t.state from tasker.tasks t where t.task_uuid = any (v_task_uuids)
  ), moved as (
    update tasker.tasks t
       set state = p_to_state, completed_at = v_now, updated_at = v_now, processor_uuid = null, owned_at = null
      from ended e
     where t.task_uuid = e.task_uuid
  )
  insert into tasker.task_transition_log (task_uuid, at, processor_uuid, from_state, to_state, metadata)
  select e.task_uuid, v_now, tasker.session_processor(), e.state, p_to_state, p_metadata
    from ended e;

  perform pg_notify('tasker_abort', w.worker_uuid::text) from unnest(v_workers) w (worker_uuid);
end
$$;
comment on function tasker.end_tasks is 'Ends tasks before their steps are through.';
