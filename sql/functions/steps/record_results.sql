-- Records the results of attempts, unlocks what they unlock, and lets the worker take some of it along.
-- The one way a result is recorded, inline or through the orchestration queues.
--
-- p_worker_uuid  who reports; with the attempt it is the fence: what is not its own any more is left out
-- p_results      see tasker_v1.complete_steps
-- p_take         most unlocked steps to take along, leased until p_leased_until
-- p_from_states  where the steps are: in progress, or parked for orchestration
--
-- A join written "= any (array[…])" can only be a nested loop that looks up the table by its index, in the order of
-- the rows that drive it: no statistics, and no lack of them, can turn it round (bench/NOTES.md).
--
-- returns  the steps recorded and the steps taken
-- locks    queue rows by step id, steps by id (children after parents: ids ascend along the graph), tasks by id
create or replace function tasker.record_results (
  p_worker_uuid  uuid,
  p_results      jsonb,
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
  v_results       jsonb := p_results;
  v_failures      jsonb;
  v_failed        uuid[];
  v_failed_tasks  uuid[];
  v_recorded      uuid[];
  v_leaf_tasks    uuid[];
  v_quiet_tasks   uuid[];
  v_taken         uuid[];
  v_queued        uuid[];
  v_namespace_ids integer[];
  v_troubled      uuid[];
  v_answer        tasker.recorded_results;
begin
  if not tasker.are_plain_successes(p_results, 65536)
     and not tasker.are_plain_successes(p_results, (select s.max_result_bytes from tasker.settings s)) then
    v_failures := tasker.failures_among(p_results);
  end if;
  if v_failures is not null then
    v_results := tasker.successes_among(p_results);
    perform tasker.lock_for_failures(p_worker_uuid, p_results);
    v_failed := tasker.record_failures(p_worker_uuid, v_failures, p_from_states);
  end if;

  with result as materialized (
    select r.step_uuid, r.attempt, coalesce(r.result, 'null') as results
      from jsonb_to_recordset(v_results) r (step_uuid uuid, attempt smallint, result jsonb)
     order by r.step_uuid
  ), fenced as (
    delete from tasker.step_queue q
     using result r
     where q.step_uuid = any (array[r.step_uuid])
       and q.worker_uuid = p_worker_uuid
       and q.attempt = r.attempt
       and (q.leased_until < 'infinity') = (p_from_states[1] = 'in_progress')
    returning q.step_uuid, q.namespace_id, q.rank, r.results
  ), done as (
    update tasker.workflow_steps s
       set state = 'complete', results = f.results, completed_at = v_now
      from fenced f
     where s.step_uuid = any (array[f.step_uuid])
       and s.state = any (p_from_states)
       and (select count(*) from fenced) > 0  -- makes all queue rows be locked before the first step
    returning s.step_uuid, s.task_uuid, s.named_task_id, s.position, s.is_leaf, s.attempts, f.namespace_id, f.rank
  ), child as (
    select tasker.step_uuid(d.task_uuid, e.to_position) as step_uuid, count(*)::integer as parents_count,
           min(d.namespace_id) as namespace_id, min(d.rank) as rank, min(n.handler_id) as handler_id
      from done d
      join tasker.named_step_edges e on e.named_task_id = d.named_task_id and e.from_position = d.position
      join tasker.named_tasks_named_steps n on n.named_task_id = e.named_task_id and n.position = e.to_position
     where not d.is_leaf
     group by d.task_uuid, e.to_position
  ), worker as materialized (
    select w.handler_ids, w.namespace_ids,
           (select min(q.rank)
              from unnest(w.namespace_ids) n (namespace_id)
              cross join lateral (
                select q.rank
                  from tasker.step_queue q
                 where q.namespace_id = n.namespace_id
                   and q.rank >= tasker.queue_floor(v_now)
                   and q.worker_uuid is null
                 order by q.rank
                 limit 1
              ) q) as best_rank
      from (select w.handler_ids,
                   array(select n.namespace_id from tasker.task_namespaces n where n.name = any (w.namespaces)) as namespace_ids
              from tasker.workers w
             where w.worker_uuid = p_worker_uuid
            offset 0) w
  ), offered as materialized (
    select c.*,
           coalesce(row_number() over (order by c.rank, c.step_uuid) <= p_take
                    and c.namespace_id = any (w.namespace_ids)
                    and (w.handler_ids is null or c.handler_id = any (w.handler_ids))
                    and c.rank <= coalesce(w.best_rank, c.rank), false) as is_taken
      from child c
      left join worker w on p_take > 0
     order by c.step_uuid
  ), unlocked as (
    update tasker.workflow_steps s
       set remaining_parents = s.remaining_parents - o.parents_count,
           state = case when s.remaining_parents > o.parents_count or s.state <> 'pending' then s.state
                        when o.is_taken then 'in_progress' else 'enqueued' end,
           attempts = case when s.remaining_parents = o.parents_count and s.state = 'pending' and o.is_taken
                           then s.attempts + 1 else s.attempts end,
           last_attempted_at = case when s.remaining_parents = o.parents_count and s.state = 'pending' and o.is_taken
                                    then v_now else s.last_attempted_at end
      from offered o
     where s.step_uuid = any (array[o.step_uuid])
    returning s.step_uuid, s.task_uuid, s.named_task_id, s.position, s.attempts, s.state,
              o.namespace_id, o.rank, o.handler_id, o.is_taken,
              s.remaining_parents = 0 and s.state in ('enqueued', 'in_progress') as is_ready
  ), ready as (
    select u.* from unlocked u where u.is_ready
  ), queued as (
    insert into tasker.step_queue (step_uuid, worker_uuid, leased_until, rank, namespace_id, handler_id,
                                   named_task_id, position, attempt)
    select r.step_uuid, case when r.is_taken then p_worker_uuid end, case when r.is_taken then p_leased_until end,
           r.rank, r.namespace_id, r.handler_id, r.named_task_id, r.position,
           case when r.is_taken then r.attempts else r.attempts + 1 end
      from ready r
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt, via)
    select d.step_uuid, v_now, p_worker_uuid, p_from_states[1], 'complete', d.attempts, null
      from done d
    union all
    select r.step_uuid, v_now, case when r.is_taken then p_worker_uuid end, 'pending', r.state, r.attempts,
           case when r.is_taken then '{enqueued}'::tasker.step_state[] end
      from ready r
  )
  select (select array_agg(d.step_uuid) from done d),
         (select array_agg(d.task_uuid order by d.task_uuid) from done d where d.is_leaf),
         (select array_agg(distinct d.task_uuid) from done d
           where not d.is_leaf and d.task_uuid not in (select r.task_uuid from ready r)),
         (select array_agg(r.step_uuid) from ready r where r.is_taken),
         (select array_agg(r.step_uuid) from ready r where not r.is_taken),
         (select array_agg(distinct r.namespace_id) from ready r where not r.is_taken)
    into v_recorded, v_leaf_tasks, v_quiet_tasks, v_taken, v_queued, v_namespace_ids;
  if coalesce(cardinality(v_recorded), 0) < jsonb_array_length(v_results) then
    perform tasker.check_results(p_results);  -- what names no step is refused, not taken for stale
  end if;

  if v_quiet_tasks is not null then
    select array_agg(t.task_uuid) into v_troubled
      from tasker.tasks t
     where t.task_uuid = any (v_quiet_tasks) and t.has_failures;
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
    perform tasker.settle_tasks(v_troubled || v_failed_tasks);
  end if;
  if v_queued is not null then
    perform tasker.announce_steps(v_namespace_ids, v_queued);
  end if;

  v_answer.recorded_step_uuids := v_failed || v_recorded;
  v_answer.taken_step_uuids := v_taken;
  return v_answer;
end
$$;
comment on function tasker.record_results is 'Records the results of attempts and unlocks what they unlock.';
