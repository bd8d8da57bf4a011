-- The steps of a published template as a JSON array in topological order, with what stands for what it left out.
create or replace function tasker.template_step_list (p_named_task_id integer)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_agg(jsonb_build_object(
      'name', s.step_name,
      'position', s.position,
      'level', s.level,
      'description', s.description,
      'handler', jsonb_build_object('callable', s.handler, 'method', s.handler_method, 'resolver', s.handler_resolver,
                                    'initialization', s.initialization),
      'dependencies', to_jsonb(tasker.parent_names(s.named_task_id, s.position)),
      'system_dependency', y.name,
      'retry', jsonb_build_object('retryable', s.default_retryable, 'max_attempts', s.default_max_attempts,
                                  'backoff', s.backoff_strategy, 'backoff_base_ms', s.backoff_base_ms,
                                  'max_backoff_ms', s.max_backoff_ms, 'jitter', s.backoff_jitter),
      'timeout_seconds', s.timeout_seconds) order by s.position)
    from tasker.named_tasks_named_steps s
    join tasker.dependent_systems y on y.dependent_system_uuid = s.dependent_system_uuid
   where s.named_task_id = p_named_task_id
$$;
comment on function tasker.template_step_list is 'The steps of a published template as a JSON array.';
