-- Says what is wrong with one task request; never returns.
--
-- p_request   the bad request
-- p_position  its place in the call, counted from 1
--
-- raises  TK001 malformed · TK003 context fails the schema · TK004 context too large · TK006 idempotency key missing
--         TK008 sensitive value not sealed
--         TK103 no such namespace, template or version
create or replace function tasker.reject_request (p_request jsonb, p_position integer, p_max_context_bytes integer)
  returns void
  language plpgsql
  stable
as $$
declare
  v_what     text := format('Cannot create task %s of the call', p_position);
  v_template record;
  v_faults   jsonb;
begin
  if jsonb_typeof(p_request) <> 'object' then
    raise exception using
      errcode = 'TK001',
      message = format('%s: a request must be an object', v_what),
      detail = jsonb_build_array(jsonb_build_object('path', '', 'reason', 'must be an object'))::text,
      hint = 'Pass {"namespace": …, "name": …, "context": {…}}.';
  end if;

  select jsonb_agg(jsonb_build_object('path', f.path, 'reason', f.reason) order by f.path) into v_faults
    from (select f.path, f.reason from tasker.request_field_faults(p_request) f
          union all
          select k.key, 'is missing' from unnest('{namespace,name}'::text[]) k (key)
           where p_request ->> k.key is null) f;
  if v_faults is not null then
    raise exception using
      errcode = 'TK001',
      message = format('%s: %s', v_what, (select string_agg(format('"%s" %s', f ->> 'path', f ->> 'reason'), ', ')
                                            from jsonb_array_elements(v_faults) f)),
      detail = v_faults::text,
      hint = 'See tasker_v1.create_tasks for the fields of a request.';
  end if;

  v_what := format('Cannot create task %s of the call, "%s" in "%s"', p_position,
                   p_request ->> 'name', p_request ->> 'namespace');
  select t.named_task_id, t.input_schema, t.identity_strategy, t.sensitive into v_template
    from tasker.task_namespaces n
    join tasker.named_tasks t on t.namespace_id = n.namespace_id
   where n.name = p_request ->> 'namespace'
     and t.name = p_request ->> 'name'
     and (p_request ->> 'version' is null or t.version = p_request ->> 'version')
   order by t.version_order desc
   limit 1;
  if not found then
    raise exception using
      errcode = 'TK103',
      message = format('%s: %s', v_what, tasker.missing_template(p_request)),
      hint = 'Register the template, or look at tasker_v1.list_templates().';
  end if;

  if pg_column_size(p_request -> 'context') > p_max_context_bytes then
    raise exception using
      errcode = 'TK004',
      message = format('%s: the context is too large', v_what),
      detail = format('It takes %s bytes, %s are allowed.', pg_column_size(p_request -> 'context'), p_max_context_bytes),
      hint = 'Store the bulk elsewhere and pass a reference, or raise limits.max_context_bytes.';
  end if;

  if v_template.identity_strategy = 'caller_provided' and p_request ->> 'idempotency_key' is null then
    raise exception using
      errcode = 'TK006',
      message = format('%s: its template asks for an idempotency_key', v_what),
      hint = 'Pass a key that is the same for the same piece of work.';
  end if;

  select jsonb_agg(jsonb_build_object('path', u.path, 'reason', u.reason)) into v_faults
    from tasker.unsealed_faults(p_request -> 'context', v_template.sensitive) u;
  if v_faults is not null then
    raise exception using
      errcode = 'TK008',
      message = format('%s: sensitive values must be sealed at %s', v_what,
                       (select string_agg(format('"%s"', f ->> 'path'), ', ') from jsonb_array_elements(v_faults) f)),
      detail = v_faults::text,
      hint = 'Create the task through a program that has secrets.active_key configured.';
  end if;

  select jsonb_agg(jsonb_build_object('path', e.path, 'reason', e.reason)) into v_faults
    from tasker.context_faults(v_template.input_schema,
           tasker.json_schema_defaults(v_template.input_schema, coalesce(p_request -> 'context', '{}')),
           v_template.sensitive) e;
  raise exception using
    errcode = 'TK003',
    message = format('%s: the context fails the input schema at %s', v_what,
                     (select string_agg(format('"%s" (%s)', f ->> 'path', f ->> 'reason'), ', ')
                        from jsonb_array_elements(v_faults) f)),
    detail = v_faults::text,
    hint = 'See the input_schema of the template.';
end
$$;
comment on function tasker.reject_request is 'Says what is wrong with one task request.';
