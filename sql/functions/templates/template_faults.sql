-- Everything that is wrong with a template, all at once.
--
-- returns  one row a fault: path such as steps[2].retry.backoff, and reason; none when it can be registered
create or replace function tasker.template_faults (p_template jsonb)
  returns table (path text, reason text)
  language sql
  stable
as $$
  select f.path, f.reason from tasker.template_field_faults(coalesce(p_template, 'null')) f
  union all
  select g.path, g.reason from tasker.template_graph_faults(coalesce(p_template, 'null')) g
  union all
  select s.path, s.reason from tasker.template_secret_faults(coalesce(p_template, 'null')) s
$$;
comment on function tasker.template_faults is 'Everything that is wrong with a template, all at once.';
