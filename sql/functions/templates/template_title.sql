-- What people call a template: `payments/charge 1.0.0`, as far as it says so itself.
create or replace function tasker.template_title (p_template jsonb)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select concat_ws(' ', concat_ws('/', p_template ->> 'namespace', p_template ->> 'name'), p_template ->> 'version')
$$;
comment on function tasker.template_title is 'What people call a template.';
