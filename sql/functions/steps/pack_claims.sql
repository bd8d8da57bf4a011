-- What tasker.describe_claims tells, in one row: the steps by their ids, each task once, and of what every attempt of a step
-- of a template shares only the id. U+001E cannot stand in a uuid, a number or a JSON text, so it separates.
--
-- p_step_uuids  steps in the order they are to run
--
-- returns  one row of tasker.packed_claims. places tells where each step stood in p_step_uuids, null when they were in the
--          order of their ids; a correlation id that is the task's own uuid is left empty, traceparents is null when no task has
--          one, and dependencies when no step has a parent
create or replace function tasker.pack_claims (p_step_uuids uuid[])
  returns tasker.packed_claims
  language plpgsql
  stable
as $$
declare
  v_packed      tasker.packed_claims;
  v_task_uuids  uuid[];
  v_has_parents boolean;
begin
  select string_agg(c.step_uuid::text, e'\x1e'), string_agg(c.attempts::text, e'\x1e'), string_agg(c.work_id::text, e'\x1e'),
         array_agg(distinct c.task_uuid), bool_or(c.has_parents)
    into v_packed.step_uuids, v_packed.attempts, v_packed.work_ids, v_task_uuids, v_has_parents
    from (select s.step_uuid, s.task_uuid, s.attempts, tasker.work_id(s.named_task_id, s.position, s.max_attempts) as work_id,
                 n.parents_count > 0 as has_parents
            from tasker.workflow_steps s
            join tasker.named_tasks_named_steps n on n.named_task_id = s.named_task_id and n.position = s.position
           where s.step_uuid = any (p_step_uuids)
           order by s.step_uuid) c;
  if v_has_parents then
    v_packed.dependencies := tasker.pack_dependencies(p_step_uuids);
  end if;

  select string_agg(t.task_uuid::text, e'\x1e'), string_agg(t.context::text, e'\x1e'),
         string_agg(case when t.correlation_id = t.task_uuid then '' else t.correlation_id::text end, e'\x1e'),
         case when count(t.traceparent) > 0 then string_agg(coalesce(t.traceparent, ''), e'\x1e') end
    into v_packed.task_uuids, v_packed.contexts, v_packed.correlation_ids, v_packed.traceparents
    from (select t.task_uuid, t.context, t.correlation_id, t.traceparent
            from tasker.tasks t
           where t.task_uuid = any (v_task_uuids)
           order by t.task_uuid) t;

  if cardinality(p_step_uuids) > 1 then
    select case when bool_and(u.place = u.in_order) is not true then string_agg(u.place::text, e'\x1e') end
      into v_packed.places
      from (select u.place, row_number() over (order by u.step_uuid) as in_order
              from unnest(p_step_uuids) with ordinality u (step_uuid, place)) u;
  end if;
  return v_packed;
end
$$;
comment on function tasker.pack_claims is 'What a worker needs to run the steps it has been given, in one row.';
