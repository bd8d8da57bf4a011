-- Takes over what of a published template may change: descriptions, metadata, events, lifecycle, searchable attributes
-- (of tasks created from now on).
--
-- locks  the template's row, then its steps'
create or replace function tasker.refresh_template (p_named_task_id integer, p_template jsonb)
  returns void
  language plpgsql
  volatile
as $$
begin
  update tasker.named_tasks t
     set description = p_template ->> 'description', configuration = p_template,
         searchable = tasker.template_searchable(p_template), updated_at = tasker.now()
   where t.named_task_id = p_named_task_id;

  update tasker.named_tasks_named_steps s
     set description = b.value ->> 'description'
    from jsonb_array_elements(p_template -> 'steps') b
   where s.named_task_id = p_named_task_id
     and s.step_name = b.value ->> 'name'
     and s.description is distinct from b.value ->> 'description';
end
$$;
comment on function tasker.refresh_template is 'Takes over what of a published template may change.';
