-- Checks task requests and finds their templates, all in one pass; the slow words are said only when one is bad.
--
-- p_requests           see tasker_v1.create_tasks
-- p_max_context_bytes  most that a context may take, as stored
--
-- returns  how many; the template of each; the identity of each, or null when none has one
-- raises   TK001 not an array; what tasker.reject_request raises, for the first bad request
create or replace function tasker.resolve_requests (p_requests jsonb, p_max_context_bytes integer)
  returns tasker.resolved_requests
  language plpgsql
  stable
as $$
declare
  v_resolved tasker.resolved_requests;
  v_bad      integer;
begin
  if jsonb_typeof(p_requests) is distinct from 'array' then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot create tasks: the requests must be a JSON array',
      detail = format('They are %s.', coalesce(jsonb_typeof(p_requests), 'null')),
      hint = 'Pass [{"namespace": …, "name": …, "context": {…}}].';
  end if;

  with request as materialized (
    select r.ordinality as place, r.value as body,
           r.value ->> 'namespace' as namespace, r.value ->> 'name' as name, r.value ->> 'version' as version
      from jsonb_array_elements(p_requests) with ordinality r
  ), template as materialized (
    select w.namespace, w.name, w.version, t.named_task_id, t.identity_strategy, t.input_schema, t.searchable, t.sensitive,
           t.input_schema is null and t.identity_strategy <> 'caller_provided' and t.sensitive is null as is_plain
      from (select distinct r.namespace, r.name, r.version from request r) w
      cross join lateral (
        select t.named_task_id, t.identity_strategy, t.input_schema, t.searchable, t.sensitive
          from tasker.task_namespaces n
          join tasker.named_tasks t on t.namespace_id = n.namespace_id
         where n.name = w.namespace
           and t.name = w.name
           and (w.version is null or t.version = w.version)
         order by t.version_order desc
         limit 1
      ) t
  ), resolved as (
    select r.place, r.body, t.named_task_id, t.input_schema, t.searchable,
           case
             when t.named_task_id is null then true
             when r.body - '{namespace,name,version,context}'::text[] = '{}' and t.is_plain
              and jsonb_typeof(coalesce(r.body -> 'context', '{}')) = 'object'
              and pg_column_size(r.body) <= p_max_context_bytes then false
             else tasker.request_fault(r.body, t.input_schema, t.identity_strategy, p_max_context_bytes, t.sensitive) is not null
           end as is_bad,
           case
             when r.body ->> 'idempotency_key' is not null then
               format('%s/%s key:%s', r.namespace, r.name, r.body ->> 'idempotency_key')
             when t.identity_strategy = 'strict' then
               format('%s/%s/%s context:', r.namespace, r.name, t.named_task_id) || tasker.json_schema_defaults(coalesce(t.input_schema, 'true'), coalesce(r.body -> 'context', '{}'))::text
             when r.body ->> 'request_key' is not null then
               format('%s/%s request:%s', r.namespace, r.name, r.body ->> 'request_key')
           end as identity
      from request r
      left join template t
        on t.namespace = r.namespace and t.name = r.name and coalesce(t.version, '') = coalesce(r.version, '')
       and (t.version is null) = (r.version is null)
  )
  select count(*),
         array_agg(r.named_task_id order by r.place),
         case when bool_or(r.identity is not null)
              then array_agg(case when r.identity is not null
                                  then encode(sha256(convert_to(r.identity, 'UTF8')), 'hex') end order by r.place) end,
         coalesce(bool_or(r.input_schema is not null), false),
         coalesce(bool_or(r.searchable is not null), false),
         min(r.place) filter (where r.is_bad)
    into v_resolved.requests_count, v_resolved.named_task_ids, v_resolved.identity_hashes, v_resolved.has_schemas,
         v_resolved.has_searchable, v_bad
    from resolved r;

  if v_bad is not null then
    perform tasker.reject_request(p_requests -> (v_bad - 1), v_bad, p_max_context_bytes);
  end if;
  return v_resolved;
end
$$;
comment on function tasker.resolve_requests is 'Checks task requests and finds their templates.';
