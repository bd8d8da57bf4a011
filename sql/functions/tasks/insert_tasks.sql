-- Inserts tasks with their steps, and queues the ready ones or starts them for a worker right away.
--
-- p_requests     see tasker_v1.create_tasks
-- p_worker_uuid  starts the first steps it has handlers for, leased until p_leased_until; null leaves all to the queue
--
-- returns  the task of each request, in order, and which are new (null: all); the steps started
-- raises   what tasker.resolve_requests raises
-- locks    none; inserts only, in the order of identities: an insert waits for another session's same one
create or replace function tasker.insert_tasks (
  p_requests     jsonb,
  p_worker_uuid  uuid,
  p_leased_until timestamptz
)
  returns tasker.inserted_tasks
  language plpgsql
  volatile
as $$
#variable_conflict use_column
declare
  v_now           timestamptz := tasker.now();
  v_resolved      tasker.resolved_requests;
  v_task_uuids    uuid[];
  v_created       integer[];
  v_step_uuids    uuid[];
  v_namespace_ids integer[];
  v_settings      tasker.settings;
  v_handler_ids   integer[];
  v_started       uuid[];
  v_inserted      tasker.inserted_tasks;
begin
  select s.* into v_settings from tasker.settings s;
  v_resolved := tasker.resolve_requests(p_requests, v_settings.max_context_bytes);
  if p_worker_uuid is not null then
    v_handler_ids := (select w.handler_ids from tasker.workers w where w.worker_uuid = p_worker_uuid);
  end if;

  with body as (
    select r.ordinality::integer as place, t.named_task_id, t.namespace_id, t.leaves_count,
           case when v_resolved.has_schemas and t.input_schema is not null
                then tasker.json_schema_defaults(t.input_schema, coalesce(r.value -> 'context', '{}'))
                else coalesce(r.value -> 'context', '{}') end as context,
           coalesce((r.value ->> 'priority')::smallint, 0) as priority,
           nullif(greatest((r.value ->> 'run_at')::timestamptz, v_now), v_now) as run_at,
           v_resolved.identity_hashes[r.ordinality] as identity_hash,
           r.value as body
      from jsonb_array_elements(p_requests) with ordinality r
      join tasker.named_tasks t on t.named_task_id = v_resolved.named_task_ids[r.ordinality]
     order by r.ordinality
  ), request as materialized (
    select tasker.new_task_uuid() as task_uuid, b.* from body b
  ), task as (
    insert into tasker.tasks (task_uuid, correlation_id, parent_correlation_id, created_at, requested_at, updated_at, rank,
                              named_task_id, namespace_id, remaining_leaves, state, priority, identity_hash,
                              initiator, source_system, reason, tags, context, traceparent)
    select r.task_uuid, coalesce((r.body ->> 'correlation_id')::uuid, r.task_uuid),
           (r.body ->> 'parent_correlation_id')::uuid, v_now, (r.body ->> 'requested_at')::timestamptz, v_now,
           tasker.queue_rank(coalesce(r.run_at, v_now), r.priority, v_settings.priority_ageing),
           r.named_task_id, r.namespace_id, r.leaves_count,
           case when r.run_at is null then 'steps_in_process' else 'pending' end::tasker.task_state,
           r.priority, r.identity_hash,
           r.body ->> 'initiator', r.body ->> 'source_system', r.body ->> 'reason',
           nullif(r.body -> 'tags', '[]'), r.context, r.body ->> 'traceparent'
      from request r
     order by r.identity_hash, r.place
    on conflict (identity_hash) where identity_hash is not null do nothing
    returning task_uuid, named_task_id, namespace_id, rank, state
  ), step as (
    insert into tasker.workflow_steps (step_uuid, task_uuid, named_task_id, position, remaining_parents,
                                       state, attempts, last_attempted_at, max_attempts, is_leaf)
    select tasker.step_uuid(t.task_uuid, s.position), t.task_uuid, t.named_task_id, s.position, s.parents_count,
           case when s.parents_count > 0 or t.state = 'pending' then 'pending'
                when w.is_started then 'in_progress' else 'enqueued' end::tasker.step_state,
           case when w.is_started then 1 else 0 end, case when w.is_started then v_now end,
           s.default_max_attempts, s.children_count = 0
      from task t
      join tasker.named_tasks_named_steps s on s.named_task_id = t.named_task_id
      cross join lateral (
        select p_worker_uuid is not null and s.parents_count = 0 and t.state = 'steps_in_process'
               and (v_handler_ids is null or s.handler_id = any (v_handler_ids)) as is_started
      ) w
  ), queued as (
    insert into tasker.step_queue (step_uuid, worker_uuid, leased_until, rank, taken_rank, namespace_id, handler_id,
                                   named_task_id, position, attempt)
    select tasker.step_uuid(t.task_uuid, s.position), case when w.is_started then p_worker_uuid end,
           case when w.is_started then p_leased_until end,
           case when not w.is_started then t.rank end, case when w.is_started then t.rank end,
           t.namespace_id, s.handler_id, t.named_task_id, s.position, 1
      from task t
      join tasker.named_tasks_named_steps s on s.named_task_id = t.named_task_id and s.parents_count = 0
      cross join lateral (
        select p_worker_uuid is not null and (v_handler_ids is null or s.handler_id = any (v_handler_ids)) as is_started
      ) w
     where t.state = 'steps_in_process'
    returning step_uuid, namespace_id, worker_uuid
  ), logged as (
    insert into tasker.task_transition_log (task_uuid, at, to_state, via)
    select t.task_uuid, v_now, t.state,
           case t.state when 'steps_in_process'
             then '{pending,initializing,enqueuing_steps}'::tasker.task_state[] end
      from task t
  ), timed as (
    insert into tasker.timers (waiter_uuid, due_at, kind)
    select r.task_uuid, r.run_at, 'start'
      from request r
      join task t on t.task_uuid = r.task_uuid
     where r.run_at is not null
  )
  select (select array_agg(r.task_uuid order by r.place) from request r),
         (select array_agg(distinct q.namespace_id) from queued q where q.worker_uuid is null),
         case v_settings.transport when 'pgmq' then (select array_agg(q.step_uuid) from queued q where q.worker_uuid is null) end,
         case when p_worker_uuid is not null then (select array_agg(q.step_uuid) from queued q where q.worker_uuid is not null) end,
         case when v_resolved.identity_hashes is not null
              then (select array_agg(r.place) from request r join task t on t.task_uuid = r.task_uuid) end
    into v_task_uuids, v_namespace_ids, v_step_uuids, v_started, v_created;

  if v_namespace_ids is not null then
    perform tasker.announce_steps(v_namespace_ids, v_step_uuids);
  end if;

  if v_started is not null then
    with logged as (
      insert into tasker.step_transition_log (step_uuid, at, worker_uuid, from_state, to_state, attempt)
      select u.step_uuid, v_now, p_worker_uuid, 'enqueued', 'in_progress', 1  -- born enqueued, as all roots of a task that starts
        from unnest(v_started) u (step_uuid)
    )
    select row(array_agg(s.step_uuid), array_agg(s.attempts),
               array_agg(tasker.work_id(s.named_task_id, s.position, s.max_attempts)),
               null, null)::tasker.taken_steps
      into v_inserted.started
      from tasker.workflow_steps s
     where s.step_uuid = any (v_started);
  end if;

  if v_resolved.has_searchable then
    perform tasker.insert_task_words(v_task_uuids);
  end if;

  v_inserted.has_defaults := v_resolved.has_schemas;
  v_inserted.task_uuids := v_task_uuids;
  if v_resolved.identity_hashes is not null then
    v_inserted.created := array(select p.place = any (coalesce(v_created, '{}')) from generate_subscripts(v_task_uuids, 1) p (place));
    v_inserted.task_uuids := array(
      select case when v_inserted.created[u.place] then u.task_uuid
                  else (select t.task_uuid from tasker.tasks t
                         where t.identity_hash = v_resolved.identity_hashes[u.place]
                           and t.identity_hash is not null) end
        from unnest(v_task_uuids) with ordinality u (task_uuid, place)
       order by u.place);
  end if;
  return v_inserted;
end
$$;
comment on function tasker.insert_tasks is 'Inserts tasks with their steps, and queues the ready ones or starts them for a worker.';
