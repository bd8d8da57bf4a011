-- What is wrong with one task request whose template is known: the code of the first fault, or null.
-- Not asked for a plain request that is right: tasker.resolve_requests sees that by itself.
--
-- returns  TK001 malformed · TK003 context fails the schema · TK004 context too large · TK006 idempotency key missing
--          TK008 sensitive value not sealed
create or replace function tasker.request_fault (
  p_request           jsonb,
  p_input_schema      jsonb,
  p_identity_strategy text,
  p_max_context_bytes integer,
  p_sensitive         text[]
)
  returns text
  language sql
  stable
as $$
  select case
    when jsonb_typeof(p_request) <> 'object' then 'TK001'
    when p_request - '{namespace,name,version,context}'::text[] <> '{}'
     and exists (select from tasker.request_field_faults(p_request)) then 'TK001'
    when p_request ? 'context' and jsonb_typeof(p_request -> 'context') <> 'object' then 'TK001'
    when pg_column_size(p_request -> 'context') > p_max_context_bytes then 'TK004'
    when p_identity_strategy = 'caller_provided' and p_request ->> 'idempotency_key' is null then 'TK006'
    when p_sensitive is not null
     and exists (select from tasker.unsealed_faults(p_request -> 'context', p_sensitive)) then 'TK008'
    when p_input_schema is not null
     and exists (select from tasker.context_faults(
           p_input_schema, tasker.json_schema_defaults(p_input_schema, coalesce(p_request -> 'context', '{}')),
           p_sensitive)) then 'TK003'
  end
$$;
comment on function tasker.request_fault is 'The code of the first fault of a task request, or null.';
