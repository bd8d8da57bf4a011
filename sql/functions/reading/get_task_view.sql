-- Tells everything about a task as one JSON object, all as of one moment.
--
-- p_include  what to tell besides the task: steps, transitions (of the task, and of the steps where they are told),
--            annotations
--
-- returns   the object, with the members of get_task and those asked for
-- raises    TK101 no such task
create or replace function tasker_v1.get_task_view (p_task_uuid uuid, p_include text[] default '{steps,transitions}')
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_with_transitions boolean := 'transitions' = any (p_include);
  v_view             jsonb := (select to_jsonb(t) from tasker_v1.get_task(p_task_uuid) t);
begin
  if 'steps' = any (p_include) then
    v_view := v_view || jsonb_build_object('steps', (
      select jsonb_agg(case when v_with_transitions
                            then to_jsonb(s) || jsonb_build_object('transitions', coalesce(h.transitions, '[]'))
                            else to_jsonb(s) end order by s.step_uuid)
        from tasker.describe_steps(p_task_uuid) s
        left join (select m.step_uuid, jsonb_agg(to_jsonb(m) - '{step_uuid,step_name}'::text[] order by m.sort_key) as transitions
                     from tasker_v1.get_step_transitions(p_task_uuid) m
                    where v_with_transitions
                    group by m.step_uuid) h on h.step_uuid = s.step_uuid));
  end if;
  if v_with_transitions then
    v_view := v_view || jsonb_build_object('transitions', (
      select jsonb_agg(to_jsonb(m) order by m.sort_key) from tasker_v1.get_task_transitions(p_task_uuid) m));
  end if;
  if 'annotations' = any (p_include) then
    v_view := v_view || jsonb_build_object('annotations', (
      select coalesce(jsonb_agg(to_jsonb(a) order by a.task_annotation_id), '[]')
        from tasker_v1.list_task_annotations(p_task_uuid) a));
  end if;
  return v_view;
end
$$;
comment on function tasker_v1.get_task_view is 'Tells everything about a task as one JSON object.';
