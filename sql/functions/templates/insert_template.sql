-- Writes a template that is new and valid, with all it refers to.
--
-- p_graph  what tasker.template_graph made of it
--
-- returns  its row
-- locks    none of its own; the caller lets no other registration run
create or replace function tasker.insert_template (p_template jsonb, p_graph jsonb)
  returns tasker.named_tasks
  language plpgsql
  volatile
as $$
declare
  v_now      timestamptz := tasker.now();
  v_template tasker.named_tasks;
begin
  insert into tasker.task_namespaces (name, created_at)
  values (p_template ->> 'namespace', v_now)
  on conflict do nothing;

  perform tasker.insert_template_words(p_template);

  insert into tasker.named_tasks (namespace_id, name, version, version_order, description, identity_strategy, configuration,
                                  graph, input_schema, searchable, sensitive, steps_count, leaves_count, created_at, updated_at)
  select n.namespace_id, p_template ->> 'name', p_template ->> 'version', tasker.version_order(p_template ->> 'version'),
         p_template ->> 'description', coalesce(p_template ->> 'identity_strategy', 'always_unique'), p_template,
         p_graph, nullif(p_template -> 'input_schema', 'null'), tasker.template_searchable(p_template), tasker.template_pointers(p_template),
         s.steps_count, s.leaves_count, v_now, v_now
    from tasker.task_namespaces n
    cross join (
      select count(*) as steps_count, count(*) filter (where s.children_count = 0) as leaves_count
        from tasker.template_steps(p_template) s
    ) s
   where n.name = p_template ->> 'namespace'
  returning * into v_template;

  insert into tasker.named_tasks_named_steps (
    named_task_id, position, named_step_uuid, namespace, task_name, version, step_name, description,
    handler_id, handler, handler_method, handler_resolver, initialization, dependent_system_uuid,
    parents_count, children_count, level, default_retryable, default_max_attempts,
    backoff_strategy, backoff_base_ms, max_backoff_ms, backoff_jitter, timeout_seconds, sensitive)
  select v_template.named_task_id, s.position, w.named_step_uuid,
         p_template ->> 'namespace', v_template.name, v_template.version, s.name, s.body ->> 'description',
         h.handler_id, h.callable, s.body #>> '{handler,method}', s.body #>> '{handler,resolver}',
         coalesce(nullif(s.body #> '{handler,initialization}', 'null'), '{}'), y.dependent_system_uuid,
         cardinality(s.parents), s.children_count, s.level,
         coalesce(s.body #>> '{retry,retryable}', 'true')::boolean,
         coalesce(s.body #>> '{retry,max_attempts}', '3')::numeric,
         s.body #>> '{retry,backoff}', (s.body #>> '{retry,backoff_base_ms}')::numeric,
         (s.body #>> '{retry,max_backoff_ms}')::numeric, (s.body #>> '{retry,jitter}')::double precision,
         coalesce(s.body #>> '{timeout_seconds}', '300')::numeric,
         case when p_template ? 'sensitive' or p_template @? '$.steps[*].sensitive' then coalesce(tasker.template_pointers(s.body), '{}') end
    from tasker.template_steps(p_template) s
    join tasker.named_steps w on w.name = s.name
    join tasker.handlers h on h.callable = s.body #>> '{handler,callable}'
    join tasker.dependent_systems y on y.name = tasker.step_system(p_template, s.body);

  insert into tasker.named_step_edges (named_task_id, from_position, to_position, to_handler_id, to_parents_count)
  select v_template.named_task_id, f.position, s.position, t.handler_id, t.parents_count
    from tasker.template_steps(p_template) s
    cross join lateral unnest(s.parents) p (name)
    join tasker.named_tasks_named_steps f on f.named_task_id = v_template.named_task_id and f.step_name = p.name
    join tasker.named_tasks_named_steps t on t.named_task_id = v_template.named_task_id and t.position = s.position;

  return v_template;
end
$$;
comment on function tasker.insert_template is 'Writes a template that is new and valid.';
