-- Creates tasks: each with its steps, its ready steps queued. Runs in the caller's transaction.
--
-- p_requests  array of {namespace, name, version?, context?, priority?, tags?, idempotency_key?, run_at?, requested_at?,
--             correlation_id?, parent_correlation_id?, initiator?, source_system?, reason?}; no version: the highest
--
-- returns   one row a request, counted from 1; created is false where an earlier task has the same identity
-- raises    TK001 malformed request · TK003 context fails the schema · TK004 context too large
--           TK006 idempotency key missing · TK103 no such template; the message names the position, nothing is created
-- locks     none; inserts only
create or replace function tasker_v1.create_tasks (p_requests jsonb)
  returns table ("position" integer, task_uuid uuid, created boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set plan_cache_mode = force_generic_plan
  set jit = off
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
begin
  select s.* into v_settings from tasker.settings s;
  v_resolved := tasker.resolve_requests(p_requests, v_settings.max_context_bytes);
  v_task_uuids := array(select tasker.new_task_uuid() from generate_series(1, v_resolved.requests_count));

  with request as materialized (
    select r.ordinality::integer as place, v_task_uuids[r.ordinality] as task_uuid,
           t.named_task_id, t.namespace_id, t.leaves_count,
           case when v_resolved.has_schemas and t.input_schema is not null
                then tasker.json_schema_defaults(t.input_schema, coalesce(r.value -> 'context', '{}'))
                else coalesce(r.value -> 'context', '{}') end as context,
           coalesce((r.value ->> 'priority')::smallint, 0) as priority,
           nullif(greatest((r.value ->> 'run_at')::timestamptz, v_now), v_now) as run_at,
           v_resolved.identity_hashes[r.ordinality] as identity_hash,
           r.value as body
      from jsonb_array_elements(p_requests) with ordinality r
      join tasker.named_tasks t on t.named_task_id = v_resolved.named_task_ids[r.ordinality]
  ), task as (
    insert into tasker.tasks (task_uuid, correlation_id, parent_correlation_id, created_at, requested_at, updated_at, rank,
                              named_task_id, namespace_id, remaining_leaves, state, priority, identity_hash,
                              initiator, source_system, reason, tags, context)
    select r.task_uuid, coalesce((r.body ->> 'correlation_id')::uuid, r.task_uuid),
           (r.body ->> 'parent_correlation_id')::uuid, v_now, (r.body ->> 'requested_at')::timestamptz, v_now,
           tasker.queue_rank(coalesce(r.run_at, v_now), r.priority, v_settings.priority_ageing),
           r.named_task_id, r.namespace_id, r.leaves_count,
           case when r.run_at is null then 'steps_in_process' else 'pending' end::tasker.task_state,
           r.priority, r.identity_hash,
           r.body ->> 'initiator', r.body ->> 'source_system', r.body ->> 'reason',
           nullif(r.body -> 'tags', '[]'), r.context
      from request r
     order by r.place
    on conflict (named_task_id, identity_hash) where identity_hash is not null do nothing
    returning task_uuid, named_task_id, namespace_id, rank, state
  ), step as (
    insert into tasker.workflow_steps (step_uuid, task_uuid, named_task_id, position, remaining_parents,
                                       state, max_attempts, is_leaf)
    select tasker.step_uuid(t.task_uuid, s.position), t.task_uuid, t.named_task_id, s.position, s.parents_count,
           case when s.parents_count = 0 and t.state = 'steps_in_process' then 'enqueued' else 'pending' end::tasker.step_state,
           s.default_max_attempts, s.children_count = 0
      from task t
      join tasker.named_tasks_named_steps s on s.named_task_id = t.named_task_id
  ), queued as (
    insert into tasker.step_queue (step_uuid, rank, namespace_id, handler_id, named_task_id, position, attempt)
    select tasker.step_uuid(t.task_uuid, s.position), t.rank, t.namespace_id, s.handler_id, t.named_task_id, s.position, 1
      from task t
      join tasker.named_tasks_named_steps s on s.named_task_id = t.named_task_id and s.parents_count = 0
     where t.state = 'steps_in_process'
    returning step_uuid, namespace_id
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
  select (select array_agg(distinct q.namespace_id) from queued q),
         case v_settings.transport when 'pgmq' then (select array_agg(q.step_uuid) from queued q) end,
         case when v_resolved.identity_hashes is not null
              then (select array_agg(r.place) from request r join task t on t.task_uuid = r.task_uuid) end
    into v_namespace_ids, v_step_uuids, v_created;

  if v_namespace_ids is not null then
    perform tasker.announce_steps(v_namespace_ids, v_step_uuids);
  end if;

  if v_resolved.identity_hashes is null then
    return query select u.place::integer, u.task_uuid, true from unnest(v_task_uuids) with ordinality u (task_uuid, place);
  else
    return query
    select u.place::integer,
           case when c.place is not null then u.task_uuid
                else (select t.task_uuid from tasker.tasks t
                       where t.named_task_id = v_resolved.named_task_ids[u.place]
                         and t.identity_hash = v_resolved.identity_hashes[u.place]
                         and t.identity_hash is not null) end,
           c.place is not null
      from unnest(v_task_uuids) with ordinality u (task_uuid, place)
      left join unnest(v_created) c (place) on c.place = u.place
     order by u.place;
  end if;
end
$$;
comment on function tasker_v1.create_tasks is 'Creates tasks, each with its steps, its ready steps queued.';
