-- A value with null in the place of each sealed one: what tells two values apart besides what is sealed.
create or replace function tasker.without_sealed (p_value jsonb)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select case
    when tasker.is_sealed(p_value) then 'null'
    when jsonb_typeof(p_value) = 'object' then (
      select coalesce(jsonb_object_agg(m.key, tasker.without_sealed(m.value)), '{}') from jsonb_each(p_value) m)
    when jsonb_typeof(p_value) = 'array' then (
      select coalesce(jsonb_agg(tasker.without_sealed(e.value) order by e.ordinality), '[]')
        from jsonb_array_elements(p_value) with ordinality e)
    else p_value
  end
$$;
comment on function tasker.without_sealed is 'A value with null in the place of each sealed one.';
