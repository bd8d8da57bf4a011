-- Every field a template may have: where it stands, what it must be, and which objects it holds.
-- tasker.template_field_faults obeys these rows; core/template_faults.ts says the same in TypeScript.
--
-- owner     the object it belongs to
-- kind      name of a check in tasker.template_field_fault
-- low, high range of a number, of a text's length or of a list's
-- shape     the object it holds, or that each entry of the list is
create or replace function tasker.template_fields ()
  returns table (owner text, field text, is_required boolean, kind text, low integer, high integer, choices text[], shape text)
  language sql
  immutable
  parallel safe
as $$
  values
    ('template', 'namespace', true, 'namespace', 1, 29, null::text[], null),
    ('template', 'name', true, 'name', 1, 128, null, null),
    ('template', 'version', true, 'version', 5, 50, null, null),
    ('template', 'description', false, 'text', 0, 4000, null, null),
    ('template', 'metadata', false, 'object', null, null, null, null),
    ('template', 'identity_strategy', false, 'choice', null, null, '{always_unique,caller_provided,strict}', null),
    ('template', 'input_schema', false, 'schema', null, null, null, null),
    ('template', 'searchable', false, 'texts', 1, 255, null, null),
    ('template', 'sensitive', false, 'pointers', 1, 255, null, null),
    ('template', 'lifecycle', false, 'object', null, null, null, 'lifecycle'),
    ('template', 'system_dependencies', false, 'object', null, null, null, 'systems'),
    ('template', 'domain_events', false, 'list', 0, 1000, null, 'event'),
    ('template', 'steps', true, 'list', 1, 65535, null, 'step'),
    ('step', 'name', true, 'name', 1, 128, null, null),
    ('step', 'description', false, 'text', 0, 4000, null, null),
    ('step', 'handler', true, 'object', null, null, null, 'handler'),
    ('step', 'dependencies', false, 'texts', 1, 128, null, null),
    ('step', 'system_dependency', false, 'text', 1, 255, null, null),
    ('step', 'retry', false, 'object', null, null, null, 'retry'),
    ('step', 'timeout_seconds', false, 'integer', 1, 86400, null, null),
    ('step', 'publishes_events', false, 'list', 0, 1000, null, 'publication'),
    ('step', 'result_schema', false, 'schema', null, null, null, null),
    ('step', 'sensitive', false, 'pointers', 0, 255, null, null),
    ('handler', 'callable', true, 'text', 1, 255, null, null),
    ('handler', 'method', false, 'text', 1, 255, null, null),
    ('handler', 'resolver', false, 'text', 1, 255, null, null),
    ('handler', 'initialization', false, 'object', null, null, null, null),
    ('retry', 'retryable', false, 'boolean', null, null, null, null),
    ('retry', 'max_attempts', false, 'integer', 0, 100, null, null),
    ('retry', 'backoff', false, 'choice', null, null, '{none,linear,exponential,fibonacci}', null),
    ('retry', 'backoff_base_ms', false, 'integer', 1, 3600000, null, null),
    ('retry', 'max_backoff_ms', false, 'integer', 1, 3600000, null, null),
    ('retry', 'jitter', false, 'number', 0, 1, null, null),
    ('lifecycle', 'max_duration_minutes', false, 'integer', 1, 43200, null, null),
    ('lifecycle', 'max_waiting_for_dependencies_minutes', false, 'integer', 1, 10080, null, null),
    ('lifecycle', 'max_waiting_for_retry_minutes', false, 'integer', 1, 10080, null, null),
    ('lifecycle', 'max_steps_in_process_minutes', false, 'integer', 1, 10080, null, null),
    ('lifecycle', 'staleness_action', false, 'choice', null, null, '{dlq}', null),
    ('lifecycle', 'auto_fail_on_timeout', false, 'boolean', null, null, null, null),
    ('lifecycle', 'auto_dlq_on_timeout', false, 'boolean', null, null, null, null),
    ('systems', 'primary', false, 'text', 1, 255, null, null),
    ('systems', 'secondary', false, 'texts', 1, 255, null, null),
    ('event', 'name', true, 'event_name', 3, 255, null, null),
    ('event', 'description', false, 'text', 0, 4000, null, null),
    ('event', 'schema', false, 'schema', null, null, null, null),
    ('publication', 'name', true, 'event_name', 3, 255, null, null),
    ('publication', 'description', false, 'text', 0, 4000, null, null),
    ('publication', 'schema', false, 'schema', null, null, null, null),
    ('publication', 'condition', false, 'choice', null, null,
     '{success,failure,retryable_failure,permanent_failure,always}', null),
    ('publication', 'delivery_mode', false, 'choice', null, null, '{durable,fast,broadcast}', null),
    ('publication', 'publisher', false, 'text', 1, 255, null, null)
$$;
comment on function tasker.template_fields is 'Every field a template may have, and what it must be.';
