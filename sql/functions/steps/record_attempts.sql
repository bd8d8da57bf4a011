-- Records what attempts came to, unlocks what that unlocks, and lets the worker take some of it along.
-- The one way a result is recorded, inline or through the orchestration queues.
--
-- p_worker_uuid  who reports; with the attempt it is the fence: what is not its own any more is left out
-- p_results      what can be kept, see tasker.keep_results
-- p_take         most unlocked steps to take along, leased until p_leased_until
-- p_from_states  where the steps are: in progress, or parked for orchestration
--
-- A join written "= any (array[…])" can only be a nested loop that looks up the table by its index, in the order of
-- the rows that drive it: no statistics, and no lack of them, can turn it round (bench/NOTES.md).
--
-- returns  the steps recorded and the steps taken
-- locks    queue rows by step id, steps by id (children after parents: ids ascend along the graph), tasks by id
create or replace function tasker.record_attempts (
  p_worker_uuid  uuid,
  p_results      tasker.attempt_results,
  p_take         integer,
  p_leased_until timestamptz,
  p_from_states  tasker.step_state[] default '{in_progress}'
)
  returns tasker.recorded_results
  language plpgsql
  volatile
as $$
declare
  v_now           timestamptz := tasker.now();
  v_failed        uuid[];
  v_failed_tasks  uuid[];
  v_recorded      uuid[];
  v_leaf_tasks    uuid[];
  v_inner_tasks   uuid[];
  v_step_uuids    uuid[] := p_results.step_uuids;
  v_by_attempt    jsonb := p_results.results;
  v_fenced        tasker.fenced_steps;
  v_unlocked      tasker.unlocked_steps;
  v_troubled      uuid[];
  v_answer        tasker.recorded_results;
begin
  if p_results.failures is not null then
    perform tasker.lock_for_failures(p_worker_uuid, v_step_uuids || array(
      select (f.value ->> 'step_uuid')::uuid from jsonb_array_elements(p_results.failures) f));
    v_failed := tasker.record_failures(p_worker_uuid, p_results.failures, p_from_states);
  end if;

  with fenced as (
    delete from tasker.step_queue q
     where q.step_uuid = any (v_step_uuids)
       and q.worker_uuid = p_worker_uuid
       and v_by_attempt ? (q.step_uuid || '/' || q.attempt)
       and (q.leased_until < 'infinity') = (p_from_states[1] = 'in_progress')
    returning q.step_uuid, q.namespace_id, coalesce(q.rank, q.taken_rank) as rank, q.named_task_id, q.position
  )
  select array_agg(f.step_uuid), array_agg(f.namespace_id), array_agg(f.rank), array_agg(f.named_task_id), array_agg(f.position)
    into v_fenced.step_uuids, v_fenced.namespace_ids, v_fenced.ranks, v_fenced.named_task_ids, v_fenced.positions
    from fenced f;

  with done as (
    update tasker.workflow_steps s
       set state = 'complete', results = v_by_attempt -> (s.step_uuid || '/' || s.attempts), completed_at = v_now
     where s.step_uuid = any (v_fenced.step_uuids)
       and s.state = any (p_from_states)
    returning s.step_uuid, s.task_uuid, s.is_leaf, s.attempts
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt)
    select d.step_uuid, v_now, p_worker_uuid, p_from_states[1], 'complete', d.attempts
      from done d
  )
  select array_agg(d.step_uuid), array_agg(d.task_uuid) filter (where d.is_leaf), array_agg(d.task_uuid) filter (where not d.is_leaf)
    into v_recorded, v_leaf_tasks, v_inner_tasks
    from done d;

  if v_inner_tasks is not null then
    if cardinality(v_recorded) < cardinality(v_fenced.step_uuids) then
      v_fenced := tasker.only_recorded(v_fenced, v_recorded);
    end if;
    v_unlocked := tasker.unlock_children(p_worker_uuid, v_fenced, v_inner_tasks, p_take, p_leased_until);
  end if;

  if v_unlocked.quiet_task_uuids is not null then
    select array_agg(t.task_uuid) into v_troubled
      from tasker.tasks t
     where t.task_uuid = any (v_unlocked.quiet_task_uuids) and t.has_failures;
  end if;
  if v_failed is not null or v_troubled is not null then
    v_failed_tasks := array(select distinct tasker.task_uuid(f.step_uuid) from unnest(v_failed) f (step_uuid));
    perform from tasker.tasks t
      where t.task_uuid = any (v_leaf_tasks || v_troubled || v_failed_tasks)
      order by t.task_uuid
        for update;
  end if;
  if v_leaf_tasks is not null then
    v_troubled := v_troubled || tasker.count_down_leaves(v_leaf_tasks);
  end if;
  if v_troubled is not null or v_failed is not null then
    perform tasker.mark_failures(v_failed_tasks);
    perform tasker.settle_tasks(v_troubled || v_failed_tasks, tasker.session_processor());
  end if;
  if v_unlocked.queued_step_uuids is not null then
    perform tasker.announce_steps(v_unlocked.namespace_ids, v_unlocked.queued_step_uuids);
  end if;

  v_answer.recorded_step_uuids := v_failed || v_recorded;
  v_answer.taken := v_unlocked.taken;
  return v_answer;
end
$$;
comment on function tasker.record_attempts is 'Records what attempts came to and unlocks what that unlocks.';
