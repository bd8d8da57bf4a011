-- The smallest uuid of version 7 that a time gives: tasks created later have greater ones.
create or replace function tasker.uuid_floor (p_at timestamptz)
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select (lpad(to_hex(greatest(floor(extract(epoch from p_at) * 1000), 0)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;
comment on function tasker.uuid_floor is 'The smallest uuid of version 7 that a time gives.';
