-- Tells whether something in a value is sealed with another key than this one.
create or replace function tasker.is_sealed_otherwise (p_value jsonb, p_key text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select coalesce(jsonb_path_exists(p_value, '$.**."$sealed".kid ? (@ != $key)', jsonb_build_object('key', p_key), true), false)
$$;
comment on function tasker.is_sealed_otherwise is 'Tells whether something in a value is sealed with another key than this one.';
