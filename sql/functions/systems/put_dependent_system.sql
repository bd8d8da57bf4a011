-- Makes a system outside known, or describes it anew.
--
-- p_name         1 to 255 characters
-- p_description  null leaves a description as it is
--
-- returns   the system; created tells whether it is new
-- raises    TK001 name missing or too long
-- locks     the system's row
create or replace function tasker_v1.put_dependent_system (p_name text, p_description text default null)
  returns table (dependent_system_uuid uuid, name text, description text, created_at timestamptz, created boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if coalesce(length(p_name), 0) not between 1 and 255 then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot make a dependent system known: its name must have 1 to 255 characters',
      hint = 'Pass a name such as "billing".';
  end if;
  return query
  insert into tasker.dependent_systems as y (name, description, created_at)
  values (p_name, p_description, tasker.now())
  on conflict (name) do update set description = coalesce(excluded.description, y.description)
  returning y.dependent_system_uuid, y.name, y.description, y.created_at, y.xmax = '0'::xid;
end
$$;
comment on function tasker_v1.put_dependent_system is 'Makes a system outside known, or describes it anew.';
