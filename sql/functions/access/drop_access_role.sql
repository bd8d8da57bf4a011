-- Removes a role of the installation's own; who has it only keeps what else it has.
--
-- p_by  who asks
--
-- returns   whether there was one
create or replace function tasker_v1.drop_access_role (p_role text, p_by text default null)
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
  perform tasker.note_access_change('drop_access_role', 'role:' || p_role, p_by);
  perform pg_notify('tasker_access', '');
  return true;
end
$$;
comment on function tasker_v1.drop_access_role is 'Removes a role of the installation''s own.';
