-- Puts values that were sealed anew in the place of the old ones, where those still stand.
--
-- p_replacements  array of {task_uuid, step_uuid or null for the context, old, new}, as tasker_v1.list_sealed_values told them
--
-- returns   how many were replaced
-- raises    TK001 when a new value says more or less than which values are sealed how
-- locks     steps by id, tasks by id
create or replace function tasker_v1.replace_sealed_values (p_replacements jsonb)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_contexts integer;
  v_results  integer;
begin
  if exists (select from jsonb_array_elements(p_replacements) r
              where tasker.without_sealed(r.value -> 'old') is distinct from tasker.without_sealed(r.value -> 'new')) then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot replace sealed values: more than they would change',
      hint = 'Only what is sealed may differ between old and new.';
  end if;

  perform from tasker.workflow_steps s
   where s.step_uuid in (select (r.value ->> 'step_uuid')::uuid from jsonb_array_elements(p_replacements) r)
   order by s.step_uuid
     for no key update;
  update tasker.workflow_steps s
     set results = r.value -> 'new'
    from jsonb_array_elements(p_replacements) r
   where s.step_uuid = (r.value ->> 'step_uuid')::uuid
     and s.results = r.value -> 'old';
  get diagnostics v_results = row_count;

  perform from tasker.tasks t
   where t.task_uuid in (select (r.value ->> 'task_uuid')::uuid from jsonb_array_elements(p_replacements) r)
   order by t.task_uuid
     for no key update;
  update tasker.tasks t
     set context = r.value -> 'new'
    from jsonb_array_elements(p_replacements) r
   where t.task_uuid = (r.value ->> 'task_uuid')::uuid
     and r.value ->> 'step_uuid' is null
     and t.context = r.value -> 'old';
  get diagnostics v_contexts = row_count;
  return v_contexts + v_results;
end
$$;
comment on function tasker_v1.replace_sealed_values is 'Puts values that were sealed anew in the place of the old ones.';
