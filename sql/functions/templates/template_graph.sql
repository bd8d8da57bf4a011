-- What of a template may not change once it is published, in a form that compares: steps by name, defaults
-- written out, dependencies sorted; what is sensitive stands there only where something is. Descriptions, metadata, events and lifecycle are not part of it.
create or replace function tasker.template_graph (p_template jsonb)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_strip_nulls(jsonb_build_object('sensitive', tasker.template_pointers(p_template))) || jsonb_build_object(
    'identity_strategy', coalesce(p_template ->> 'identity_strategy', 'always_unique'),
    'input_schema', p_template -> 'input_schema',
    'steps', (
      select jsonb_object_agg(s.name, jsonb_build_object(
        'handler', jsonb_build_object(
          'callable', s.body #> '{handler,callable}',
          'method', s.body #> '{handler,method}',
          'resolver', s.body #> '{handler,resolver}',
          'initialization', coalesce(nullif(s.body #> '{handler,initialization}', 'null'), '{}')),
        'dependencies', to_jsonb(s.parents),
        'system_dependency', tasker.step_system(p_template, s.body),
        'timeout_seconds', coalesce(s.body #>> '{timeout_seconds}', '300')::numeric,
        'retry', jsonb_build_object(
          'retryable', coalesce(s.body #>> '{retry,retryable}', 'true')::boolean,
          'max_attempts', coalesce(s.body #>> '{retry,max_attempts}', '3')::numeric,
          'backoff', s.body #> '{retry,backoff}',
          'backoff_base_ms', s.body #> '{retry,backoff_base_ms}',
          'max_backoff_ms', s.body #> '{retry,max_backoff_ms}',
          'jitter', s.body #> '{retry,jitter}'))
        || jsonb_strip_nulls(jsonb_build_object('sensitive', tasker.template_pointers(s.body))))
        from tasker.template_steps(p_template) s))
$$;
comment on function tasker.template_graph is 'What of a template may not change once it is published.';
