-- What a worker needs to run the steps it has just been given, in the order it was given them.
-- Called in a statement of its own: results committed while locks were awaited must be seen.
--
-- returns  rows of tasker.claimed_step; dependencies maps each parent's name to its result
create or replace function tasker.describe_claims (p_step_uuids uuid[], p_leased_until timestamptz)
  returns setof tasker.claimed_step
  language sql
  stable
as $$
  select s.step_uuid, s.task_uuid, s.attempts::integer, n.namespace, n.task_name, n.version, n.step_name, n.handler, t.context,
         case n.parents_count when 0 then '{}' else (
           select jsonb_object_agg(pn.step_name, coalesce(p.results, 'null'))
             from tasker.named_step_edges e
             join tasker.named_tasks_named_steps pn on pn.named_task_id = e.named_task_id and pn.position = e.from_position
             join tasker.workflow_steps p on p.step_uuid = any (array[tasker.step_uuid(s.task_uuid, e.from_position)])
            where e.named_task_id = s.named_task_id and e.to_position = s.position) end,
         n.initialization, s.max_attempts::integer, n.timeout_seconds, p_leased_until, t.correlation_id,
         n.handler_method, n.handler_resolver, t.traceparent
    from unnest(p_step_uuids) with ordinality u (step_uuid, place)
    join tasker.workflow_steps s on s.step_uuid = any (array[u.step_uuid])
    join tasker.tasks t on t.task_uuid = any (array[s.task_uuid])
    join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
   order by u.place
$$;
comment on function tasker.describe_claims is 'What a worker needs to run the steps it has been given.';
