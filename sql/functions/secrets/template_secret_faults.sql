-- What of a template does not go with values that are sealed, and so differ each time: an identity made of the context,
-- and words of them to search for. core/template_graph_faults.ts says the same in TypeScript.
--
-- returns  one row a fault: path and reason
create or replace function tasker.template_secret_faults (p_template jsonb)
  returns table (path text, reason text)
  language sql
  stable
as $$
  with sealed as (
    select tasker.pointer_keys(s.value #>> '{}') as keys
      from jsonb_array_elements(case jsonb_typeof(p_template -> 'sensitive') when 'array' then p_template -> 'sensitive' end) s
     where jsonb_typeof(s.value) = 'string'
  )
  select 'sensitive', 'does not go with identity_strategy strict, which compares contexts'
   where p_template ->> 'identity_strategy' = 'strict'
     and jsonb_typeof(p_template -> 'sensitive') = 'array'
     and p_template -> 'sensitive' <> '[]'
  union all
  select format('searchable[%s]', w.ordinality - 1), 'is sensitive'
    from jsonb_array_elements(case jsonb_typeof(p_template -> 'searchable') when 'array' then p_template -> 'searchable' end)
         with ordinality w
    cross join lateral string_to_array(w.value #>> '{}', '.') k (keys)
   where jsonb_typeof(w.value) = 'string'
     and exists (select from sealed s
                  where s.keys[:least(cardinality(s.keys), cardinality(k.keys))]
                        = k.keys[:least(cardinality(s.keys), cardinality(k.keys))])
$$;
comment on function tasker.template_secret_faults is 'What of a template does not go with values that are sealed.';
