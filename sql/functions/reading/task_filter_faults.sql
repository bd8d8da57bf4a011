-- What is wrong with a filter of tasker_v1.list_tasks. A key that is null counts as absent.
--
-- returns  one row a fault: path and reason
create or replace function tasker.task_filter_faults (p_filter jsonb)
  returns table (path text, reason text)
  language sql
  stable
as $$
  select f.key, r.reason
    from jsonb_each(p_filter) f
    left join (values
      ('namespace', 'text'), ('name', 'text'), ('version', 'text'), ('status', 'states'), ('initiator', 'text'),
      ('source_system', 'text'), ('tag', 'text'), ('correlation_id', 'uuid'), ('created_after', 'time'),
      ('created_before', 'time'), ('completed_after', 'time'), ('search', 'words'), ('annotation', 'annotation'),
      ('namespaces', 'texts'), ('limit', 'limit'), ('cursor', 'uuid'), ('page', 'page'), ('with_total', 'boolean')
    ) k (field, kind) on k.field = f.key
    cross join lateral (select f.value #>> '{}' as text, jsonb_typeof(f.value) as type) v
    cross join lateral (
      select case k.kind
        when 'text'    then case when v.type <> 'string' then 'must be a string' end
        when 'words'   then case when v.type <> 'string' or length(v.text) not between 1 and 1000
                                 then 'must be a text of 1 to 1000 characters' end
        when 'texts'   then case when v.type <> 'array' or f.value @? '$[*] ? (@.type() != "string")'
                                 then 'must be an array of strings' end
        when 'annotation' then case when v.type <> 'object' or f.value - '{type,contains}'::text[] <> '{}'
                                      or coalesce(jsonb_typeof(f.value -> 'type'), 'string') <> 'string'
                                    then 'must be an object with type or contains' end
        when 'uuid'    then case when v.type <> 'string' or v.text !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                                 then 'must be a uuid' end
        when 'time'    then case when v.type <> 'string' or not tasker.is_timestamptz(v.text)
                                 then 'must be a date and time, such as "2026-01-31T09:00:00Z"' end
        when 'boolean' then case when v.type <> 'boolean' then 'must be true or false' end
        when 'limit'   then case when v.type <> 'number' or v.text !~ '^([1-9][0-9]?|100)$'
                                 then 'must be a whole number from 1 to 100' end
        when 'page'    then case when v.type <> 'number' or v.text !~ '^[1-9][0-9]{0,5}$'
                                 then 'must be a whole number from 1 to 999999'
                                 when coalesce(p_filter -> 'cursor', 'null') <> 'null' then 'does not go with a cursor' end
        when 'states'  then case when v.type not in ('string', 'array')
                                   or exists (select from jsonb_array_elements(
                                                case v.type when 'array' then f.value else jsonb_build_array(f.value) end) e
                                               where e #>> '{}' <> all (enum_range(null::tasker.task_state)::text[]))
                                 then 'must be a state or an array of states: '
                                      || array_to_string(enum_range(null::tasker.task_state)::text[], ', ') end
        else 'is not a key of the filter'
      end as reason
    ) r
   where r.reason is not null
     and f.value <> 'null'
$$;
comment on function tasker.task_filter_faults is 'What is wrong with a filter of tasker_v1.list_tasks.';
