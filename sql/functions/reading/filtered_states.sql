-- The states that a filter's status names: one, or an array of them.
--
-- returns  the states; null for no filter
create or replace function tasker.filtered_states (p_status jsonb)
  returns tasker.task_state[]
  language sql
  stable
as $$
  select case when coalesce(p_status, 'null') <> 'null' then
           array(select (e #>> '{}')::tasker.task_state
                   from jsonb_array_elements(case jsonb_typeof(p_status) when 'array' then p_status
                                             else jsonb_build_array(p_status) end) e)
         end
$$;
comment on function tasker.filtered_states is 'The states that a filter''s status names.';
