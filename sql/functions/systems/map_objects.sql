-- Notes that an object of one system is an object of another. Either order says the same, and saying it again does no harm.
--
-- p_system_one, p_system_two  names of systems
-- p_id_one, p_id_two          what each calls the object, 1 to 128 characters
--
-- returns   the map, in the order in which it was first said; created tells whether it is new
-- raises    TK001 an id missing or too long · TK107 no such system
create or replace function tasker_v1.map_objects (p_system_one text, p_id_one text, p_system_two text, p_id_two text)
  returns table (
    dependent_system_object_map_id bigint, system_one text, remote_id_one text, system_two text, remote_id_two text,
    created_at timestamptz, created boolean
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_one uuid := tasker.dependent_system_uuid(p_system_one);
  v_two uuid := tasker.dependent_system_uuid(p_system_two);
  v_id  bigint;
begin
  if coalesce(length(p_id_one), 0) not between 1 and 128 or coalesce(length(p_id_two), 0) not between 1 and 128 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot map objects of "%s" and "%s": an id must have 1 to 128 characters', p_system_one, p_system_two),
      hint = 'Pass the id that each system gave the object.';
  end if;
  perform pg_advisory_xact_lock(hashtextextended(least(p_system_one || '/' || p_id_one, p_system_two || '/' || p_id_two), 7459013));

  if not exists (select from tasker.mapped_objects(v_one, p_id_one, v_two, p_id_two)) then
    insert into tasker.dependent_system_object_maps
      (dependent_system_one_uuid, dependent_system_two_uuid, remote_id_one, remote_id_two, created_at)
    values (v_one, v_two, p_id_one, p_id_two, tasker.now())
    returning tasker.dependent_system_object_maps.dependent_system_object_map_id into v_id;
  end if;
  return query
  select m.*, v_id is not null from tasker.mapped_objects(v_one, p_id_one, v_two, p_id_two) m limit 1;
end
$$;
comment on function tasker_v1.map_objects is 'Notes that an object of one system is an object of another.';
