-- What is wrong with the fields of a task request, besides its template and the content of its context.
--
-- returns  one row a fault: path and reason
create or replace function tasker.request_field_faults (p_request jsonb)
  returns table (path text, reason text)
  language sql
  stable
as $$
  select f.key, r.reason
    from jsonb_each(p_request) f
    left join (values
      ('namespace', 'name'), ('name', 'name'), ('version', 'name'), ('context', 'context'),
      ('priority', 'priority'), ('tags', 'tags'), ('idempotency_key', 'name'), ('request_key', 'name'), ('run_at', 'time'), ('requested_at', 'time'),
      ('correlation_id', 'uuid'), ('parent_correlation_id', 'uuid'), ('traceparent', 'traceparent'),
      ('initiator', 'name'), ('source_system', 'name'), ('reason', 'prose')
    ) k (field, kind) on k.field = f.key
    cross join lateral (select f.value #>> '{}' as text, jsonb_typeof(f.value) as type) v
    cross join lateral (
      select case k.kind
        when 'name'     then case when v.type <> 'string' or length(v.text) not between 1 and 255
                                  then 'must be a string of 1 to 255 characters' end
        when 'prose'    then case when v.type <> 'string' or length(v.text) not between 1 and 500
                                  then 'must be a string of 1 to 500 characters' end
        when 'uuid'     then case when v.type <> 'string' or v.text !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                  then 'must be a uuid' end
        when 'traceparent' then case when v.type <> 'string'
                                       or v.text !~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'
                                  then 'must be a W3C traceparent, such as "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"' end
        when 'time'     then case when v.type <> 'string' or not tasker.is_timestamptz(v.text)
                                  then 'must be a date and time, such as "2026-01-31T09:00:00Z"' end
        when 'priority' then case when v.type <> 'number' or v.text !~ '^-?(100|[0-9]{1,2})$'
                                  then 'must be a whole number from -100 to 100' end
        when 'tags'     then case when v.type <> 'array' or exists (select from jsonb_array_elements(f.value) e
                                                                     where jsonb_typeof(e) <> 'string')
                                  then 'must be an array of strings' end
        when 'context'  then case when v.type <> 'object' then 'must be an object' end
        else 'is not a field of a task request'
      end as reason
    ) r
   where r.reason is not null
     and (k.kind is null or v.type <> 'null' or k.kind = 'context')
$$;
comment on function tasker.request_field_faults is 'What is wrong with the fields of a task request.';
