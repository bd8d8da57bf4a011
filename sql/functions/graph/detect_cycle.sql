-- Tells whether an edge between two steps of a task would close a cycle: "to" would need "from".
--
-- returns   true if "from" needs "to" already, directly or through others, or if they are the same step
-- raises    TK001 steps of different tasks · TK102 no such step
create or replace function tasker_v1.detect_cycle (from_step_uuid uuid, to_step_uuid uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_from tasker.workflow_steps;
  v_to   tasker.workflow_steps;
begin
  select s.* into v_from from tasker.workflow_steps s where s.step_uuid = from_step_uuid;
  if not found then
    perform tasker.reject_unknown_step('look for a cycle from', from_step_uuid);
  end if;
  select s.* into v_to from tasker.workflow_steps s where s.step_uuid = to_step_uuid;
  if not found then
    perform tasker.reject_unknown_step('look for a cycle to', to_step_uuid);
  end if;
  if v_from.task_uuid <> v_to.task_uuid then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot look for a cycle between steps "%s" and "%s": they belong to different tasks',
                       from_step_uuid, to_step_uuid),
      hint = 'Edges join steps of one task only.';
  end if;

  -- positions ascend along edges, so the walk up ends, and never needs to go above "to"
  return (
    with recursive walk as (
      select v_from.position as position
      union
      select e.from_position
        from walk w
        join tasker.named_step_edges e on e.named_task_id = v_from.named_task_id and e.to_position = w.position
       where e.from_position >= v_to.position
    )
    select exists (select from walk w where w.position = v_to.position)
  );
end
$$;
comment on function tasker_v1.detect_cycle is 'Tells whether an edge between two steps of a task would close a cycle.';
