-- Makes sure that the names a template uses have rows: its steps', its handlers' and its systems'.
-- Existing names are left out before the insert, so that they use up no identity.
create or replace function tasker.insert_template_words (p_template jsonb)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := tasker.now();
begin
  insert into tasker.named_steps (name, created_at)
  select distinct s.value ->> 'name', v_now
    from jsonb_array_elements(p_template -> 'steps') s
   order by 1
  on conflict do nothing;

  insert into tasker.handlers (callable)
  select distinct s.value #>> '{handler,callable}'
    from jsonb_array_elements(p_template -> 'steps') s
   where not exists (select from tasker.handlers h where h.callable = s.value #>> '{handler,callable}')
   order by 1
  on conflict do nothing;

  insert into tasker.dependent_systems (name, created_at)
  select y.name, v_now
    from (select tasker.step_system(p_template, s.value) from jsonb_array_elements(p_template -> 'steps') s
          union
          select p_template #>> '{system_dependencies,primary}'
          union
          select e.value
            from jsonb_array_elements_text(
                   coalesce(nullif(p_template #> '{system_dependencies,secondary}', 'null'), '[]')) e
         ) y (name)
   where y.name is not null
   order by 1
  on conflict do nothing;
end
$$;
comment on function tasker.insert_template_words is 'Makes sure that the names a template uses have rows.';
