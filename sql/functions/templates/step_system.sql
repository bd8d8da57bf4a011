-- The system outside tasker that a step of a template talks to: its own, else the template's primary, else "default".
create or replace function tasker.step_system (p_template jsonb, p_step jsonb)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select coalesce(p_step ->> 'system_dependency', p_template #>> '{system_dependencies,primary}', 'default')
$$;
comment on function tasker.step_system is 'The system outside tasker that a step of a template talks to.';
