-- Takes back a map between objects of two systems.
--
-- raises    TK107 no such map
create or replace function tasker_v1.unmap_objects (p_dependent_system_object_map_id bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from tasker.dependent_system_object_maps m
   where m.dependent_system_object_map_id = p_dependent_system_object_map_id;
  if not found then
    raise exception using
      errcode = 'TK107',
      message = format('Cannot take back map %s: there is no such map', p_dependent_system_object_map_id),
      hint = 'tasker_v1.find_mapped_objects() finds the maps of an object.';
  end if;
end
$$;
comment on function tasker_v1.unmap_objects is 'Takes back a map between objects of two systems.';
