-- Finds what an object of a system is called elsewhere: on whichever side of a map it stands.
--
-- p_other_system  only maps to this system; null for all
--
-- returns   one row a map
-- raises    TK107 no such system
create or replace function tasker_v1.find_mapped_objects (p_system text, p_id text, p_other_system text default null)
  returns table (
    dependent_system_object_map_id bigint, system_one text, remote_id_one text, system_two text, remote_id_two text,
    created_at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select m.*
    from tasker.mapped_objects(tasker.dependent_system_uuid(p_system), p_id,
                               case when p_other_system is not null then tasker.dependent_system_uuid(p_other_system) end,
                               null) m
$$;
comment on function tasker_v1.find_mapped_objects is 'Finds what an object of a system is called elsewhere.';
