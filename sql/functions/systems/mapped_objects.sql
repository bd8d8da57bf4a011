-- The maps in which an object of a system stands, on either side.
--
-- p_other_uuid, p_other_id  what it is mapped to; null for anything
create or replace function tasker.mapped_objects (p_system_uuid uuid, p_id text, p_other_uuid uuid, p_other_id text)
  returns table (
    dependent_system_object_map_id bigint, system_one text, remote_id_one text, system_two text, remote_id_two text,
    created_at timestamptz
  )
  language sql
  stable
as $$
  select m.dependent_system_object_map_id, a.name, m.remote_id_one, b.name, m.remote_id_two, m.created_at
    from (
      select o.* from tasker.dependent_system_object_maps o
       where o.dependent_system_one_uuid = p_system_uuid and o.remote_id_one = p_id
         and (p_other_uuid is null or o.dependent_system_two_uuid = p_other_uuid)
         and (p_other_id is null or o.remote_id_two = p_other_id)
      union
      select o.* from tasker.dependent_system_object_maps o
       where o.dependent_system_two_uuid = p_system_uuid and o.remote_id_two = p_id
         and (p_other_uuid is null or o.dependent_system_one_uuid = p_other_uuid)
         and (p_other_id is null or o.remote_id_one = p_other_id)
    ) m
    join tasker.dependent_systems a on a.dependent_system_uuid = m.dependent_system_one_uuid
    join tasker.dependent_systems b on b.dependent_system_uuid = m.dependent_system_two_uuid
   order by m.dependent_system_object_map_id
$$;
comment on function tasker.mapped_objects is 'The maps in which an object of a system stands, on either side.';
