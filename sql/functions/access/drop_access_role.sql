-- Removes a role of the installation's own; who has it only keeps what else it has.
--
-- returns   whether there was one
create or replace function tasker_v1.drop_access_role (p_role text)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from tasker.access_roles r where r.role = p_role;
  if not found then
    return false;
  end if;
  perform pg_notify('tasker_access', '');
  return true;
end
$$;
comment on function tasker_v1.drop_access_role is 'Removes a role of the installation''s own.';
