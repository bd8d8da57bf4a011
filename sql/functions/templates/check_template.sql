-- Says whether a template could be registered, without doing it.
--
-- returns   {is_valid, errors: [{path, reason}], handlers: [{callable, steps: [names], is_served}], namespace, name, version,
--            is_published: whether this version is there, differences: what its graph has otherwise}; is_served tells that
--            a live worker of the namespace has the handler
create or replace function tasker_v1.check_template (p_template jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_errors    jsonb := (select coalesce(jsonb_agg(to_jsonb(f) order by f.path), '[]') from tasker.template_faults(p_template) f);
  v_published tasker.named_tasks;
begin
  if v_errors <> '[]' then
    return jsonb_build_object('is_valid', false, 'errors', v_errors, 'handlers', '[]'::jsonb, 'is_published', false,
                              'differences', '[]'::jsonb);
  end if;

  v_published := tasker.find_template(p_template);
  return jsonb_build_object(
    'is_valid', true, 'errors', v_errors,
    'namespace', p_template ->> 'namespace', 'name', p_template ->> 'name', 'version', p_template ->> 'version',
    'is_published', v_published.named_task_id is not null,
    'differences', case when v_published.named_task_id is null then '[]'
                        else (select coalesce(jsonb_agg(to_jsonb(d)), '[]')
                                from tasker.template_differences(v_published.graph, tasker.template_graph(p_template)) d) end,
    'handlers', (
      select jsonb_agg(jsonb_build_object('callable', h.callable, 'steps', h.steps,
                                          'is_served', not exists (
                                            select from tasker.missing_worker(p_template ->> 'namespace', k.handler_id, h.callable)))
                       order by h.callable)
        from (select s.body #>> '{handler,callable}' as callable, jsonb_agg(s.name order by s.position) as steps
                from tasker.template_steps(p_template) s
               group by 1) h
        left join tasker.handlers k on k.callable = h.callable));
end
$$;
comment on function tasker_v1.check_template is 'Says whether a template could be registered, without doing it.';
