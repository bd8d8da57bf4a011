-- What tasker.describe_claims tells, in one row: the steps by their ids, each task once, and of what every attempt of a step
-- of a template shares only the id. U+001E cannot stand in a uuid, a number or a JSON text, so it separates.
--
-- p_step_uuids  steps in the order they are to run
--
-- returns  one row of tasker.packed_claims. places tells where each step stood in p_step_uuids, null when they were in the
--          order of their ids. Null as well: attempts when all are the first, correlation_ids when each task's is its own uuid (left
--          empty else), traceparents when no task has one, dependencies when no step has a parent
create or replace function tasker.pack_claims (p_step_uuids uuid[])
  returns tasker.packed_claims
  language plpgsql
  stable
as $$
declare
  v_packed     tasker.packed_claims;
  v_step_uuids uuid[];
  v_task_uuids uuid[];
  v_work_ids   bigint[];
  v_attempts   smallint[];
  v_has_links  boolean;
begin
  select array_agg(s.step_uuid), array_agg(s.task_uuid), array_agg(s.work_id), array_agg(s.attempts)
    into v_step_uuids, v_task_uuids, v_work_ids, v_attempts
    from (select s.step_uuid, s.task_uuid, s.attempts, tasker.work_id(s.named_task_id, s.position, s.max_attempts) as work_id
            from tasker.workflow_steps s
           where s.step_uuid = any (p_step_uuids)
           order by s.step_uuid) s;
  v_packed.step_uuids := array_to_string(v_step_uuids, e'\x1e');
  v_packed.work_ids := array_to_string(v_work_ids, e'\x1e');
  if 1 <> any (v_attempts) then
    v_packed.attempts := array_to_string(v_attempts, e'\x1e');
  end if;
  if exists (select
               from (select distinct u.work_id from unnest(v_work_ids) u (work_id)) w
               join tasker.named_tasks_named_steps n
                 on n.named_task_id = w.work_id >> 32 and n.position = (w.work_id >> 16 & 65535)
              where n.parents_count > 0) then
    v_packed.dependencies := tasker.pack_dependencies(p_step_uuids);
  end if;

  select string_agg(t.context::text, e'\x1e'), bool_or(t.correlation_id <> t.task_uuid or t.traceparent is not null)
    into v_packed.contexts, v_has_links
    from (select t.task_uuid, t.context, t.correlation_id, t.traceparent
            from tasker.tasks t
           where t.task_uuid = any (v_task_uuids)
           order by t.task_uuid) t;
  if v_has_links then
    select string_agg(case when t.correlation_id = t.task_uuid then '' else t.correlation_id::text end, e'\x1e'),
           case when count(t.traceparent) > 0 then string_agg(coalesce(t.traceparent, ''), e'\x1e') end
      into v_packed.correlation_ids, v_packed.traceparents
      from (select t.task_uuid, t.correlation_id, t.traceparent
              from tasker.tasks t
             where t.task_uuid = any (v_task_uuids)
             order by t.task_uuid) t;
  end if;

  if v_step_uuids <> p_step_uuids then
    select string_agg(u.place::text, e'\x1e' order by u.step_uuid)
      into v_packed.places
      from unnest(p_step_uuids) with ordinality u (step_uuid, place);
  end if;
  return v_packed;
end
$$;
comment on function tasker.pack_claims is 'What a worker needs to run the steps it has been given, in one row.';
