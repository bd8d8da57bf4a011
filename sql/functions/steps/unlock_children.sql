-- Counts finished parents off their children; what is ready then goes to the queue, or along with the worker.
--
-- p_done            steps that are complete now
-- p_task_uuids      tasks of those of them that have children
-- p_take            most to take along, leased until p_leased_until: only what the worker serves, and no sooner than what
--                   waits in its namespaces already
--
-- returns  the steps taken, those queued with their namespaces, and the tasks where nothing became ready
-- locks    steps by id; inserts queue rows
create or replace function tasker.unlock_children (
  p_worker_uuid  uuid,
  p_done         tasker.fenced_steps,
  p_task_uuids   uuid[],
  p_take         integer,
  p_leased_until timestamptz
)
  returns tasker.unlocked_steps
  language plpgsql
  volatile
as $$
declare
  v_now      timestamptz := tasker.now();
  v_taken    tasker.taken_steps;
  v_unlocked tasker.unlocked_steps;
begin
  with child as (
    select c.step_uuid, count(*)::integer as parents_count, min(c.namespace_id) as namespace_id, min(c.rank) as rank,
           min(c.handler_id) as handler_id, min(c.only_parent) as only_parent
      from (select tasker.step_uuid(d.step_uuid, e.to_position) as step_uuid, d.namespace_id, d.rank, e.to_handler_id as handler_id,
                   case e.to_parents_count when 1 then e.from_position end as only_parent
              from unnest(p_done.step_uuids, p_done.namespace_ids, p_done.ranks, p_done.named_task_ids, p_done.positions)
                   d (step_uuid, namespace_id, rank, named_task_id, position)
              join tasker.named_step_edges e on e.named_task_id = d.named_task_id and e.from_position = d.position) c
     group by c.step_uuid
  ), worker as materialized (
    select w.handler_ids, w.namespace_ids,
           (select min(q.rank)
              from unnest(w.namespace_ids) n (namespace_id)
              cross join lateral (
                select q.rank
                  from tasker.step_queue q
                 where q.namespace_id = n.namespace_id
                   and q.rank >= tasker.queue_floor()
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
    returning s.step_uuid, s.task_uuid, s.named_task_id, s.position, s.attempts, s.max_attempts, s.state,
              o.namespace_id, o.rank, o.handler_id, o.is_taken, o.only_parent,
              s.remaining_parents = 0 and s.state in ('enqueued', 'in_progress') as is_ready
  ), ready as (
    select u.* from unlocked u where u.is_ready
  ), queued as (
    insert into tasker.step_queue (step_uuid, worker_uuid, leased_until, rank, taken_rank, namespace_id, handler_id,
                                   named_task_id, position, attempt)
    select r.step_uuid, case when r.is_taken then p_worker_uuid end, case when r.is_taken then p_leased_until end,
           case when not r.is_taken then r.rank end, case when r.is_taken then r.rank end,
           r.namespace_id, r.handler_id, r.named_task_id, r.position,
           case when r.is_taken then r.attempts else r.attempts + 1 end
      from ready r
  ), logged as (
    insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt, via)
    select r.step_uuid, v_now, case when r.is_taken then p_worker_uuid end, 'pending', r.state, r.attempts,
           case when r.is_taken then '{enqueued}'::tasker.step_state[] end
      from ready r
  )
  -- in the order of the steps, as tasker.pack_dependencies: "distinct" in one of these would bring all into an order of its own
  select array_agg(r.step_uuid) filter (where r.is_taken),
         array_agg(r.attempts) filter (where r.is_taken),
         array_agg(tasker.work_id(r.named_task_id, r.position, r.max_attempts)) filter (where r.is_taken),
         array_agg(r.only_parent) filter (where r.is_taken),
         array_agg(r.step_uuid) filter (where r.is_taken and r.only_parent is null),
         array_agg(r.step_uuid) filter (where not r.is_taken),
         (select array_agg(distinct q.namespace_id) from ready q where not q.is_taken),
         case when (select bool_and(u.is_ready) from unlocked u) then null
              else (select array_agg(distinct u.task_uuid) from unnest(p_task_uuids) u (task_uuid)
                     where u.task_uuid not in (select r.task_uuid from ready r)) end
    into v_taken.step_uuids, v_taken.attempts, v_taken.work_ids, v_taken.parents, v_taken.joins,
         v_unlocked.queued_step_uuids, v_unlocked.namespace_ids, v_unlocked.quiet_task_uuids
    from (select r.* from ready r order by r.step_uuid) r;
  v_unlocked.taken := v_taken;
  return v_unlocked;
end
$$;
comment on function tasker.unlock_children is 'Counts finished parents off their children, and queues or takes what is ready then.';
