-- Lists the systems outside that steps talk to, with how many steps of templates do.
create or replace function tasker_v1.list_dependent_systems ()
  returns table (dependent_system_uuid uuid, name text, description text, steps_count bigint, created_at timestamptz)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select y.dependent_system_uuid, y.name, y.description, count(s.position), y.created_at
    from tasker.dependent_systems y
    left join tasker.named_tasks_named_steps s on s.dependent_system_uuid = y.dependent_system_uuid
   group by y.dependent_system_uuid
   order by y.name
$$;
comment on function tasker_v1.list_dependent_systems is 'Lists the systems outside that steps talk to.';
