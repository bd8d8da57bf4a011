-- Finds a system outside by its name.
--
-- raises  TK107 no such system
create or replace function tasker.dependent_system_uuid (p_name text)
  returns uuid
  language plpgsql
  stable
as $$
declare
  v_uuid uuid := (select y.dependent_system_uuid from tasker.dependent_systems y where y.name = p_name);
begin
  if v_uuid is null then
    raise exception using
      errcode = 'TK107',
      message = format('Cannot map objects of system "%s": there is no such system', p_name),
      hint = 'tasker_v1.put_dependent_system() makes one known.';
  end if;
  return v_uuid;
end
$$;
comment on function tasker.dependent_system_uuid is 'Finds a system outside by its name.';
