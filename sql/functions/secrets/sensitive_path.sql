-- The places in a value that a JSON Pointer means; through a list, those in each of its entries.
-- core/secrets/pointer.ts says the same in TypeScript.
create or replace function tasker.sensitive_path (p_pointer text)
  returns jsonpath
  language sql
  immutable
  parallel safe
as $$
  select ('lax $' || coalesce(string_agg('.' || to_json(k.key)::text, '' order by k.place), ''))::jsonpath
    from unnest(tasker.pointer_keys(p_pointer)) with ordinality k (key, place)
$$;
comment on function tasker.sensitive_path is 'The places in a value that a JSON Pointer means.';
