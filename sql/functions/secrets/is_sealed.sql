-- Tells whether a value is a sealed one: {"$sealed": {"kid", "iv", "ct"}} and nothing else.
-- core/secrets/sealed.ts says the same in TypeScript.
create or replace function tasker.is_sealed (p_value jsonb)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select coalesce(jsonb_typeof(p_value) = 'object' and p_value - '$sealed' = '{}'
                  and jsonb_typeof(p_value #> '{$sealed,kid}') = 'string'
                  and jsonb_typeof(p_value #> '{$sealed,iv}') = 'string'
                  and jsonb_typeof(p_value #> '{$sealed,ct}') = 'string', false)
$$;
comment on function tasker.is_sealed is 'Tells whether a value is a sealed one.';
