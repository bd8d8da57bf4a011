-- The uuid that follows another, so that spans of uuids can follow each other without a gap.
--
-- p_uuid  uuid, not the last there is
create or replace function tasker.uuid_after (p_uuid uuid)
  returns uuid
  language sql
  immutable
as $$
  select (left(p_uuid::text, 19)
          || lpad(to_hex(('x' || replace(right(p_uuid::text, 17), '-', ''))::bit(64)::bigint + 1), 16, '0'))::uuid
$$;
comment on function tasker.uuid_after is 'The uuid that follows another.';
