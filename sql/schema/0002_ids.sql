-- How ids are made. Defaults stand on these functions, so they are state: a change is a new file.

do $$
begin
  if current_setting('server_version_num')::integer >= 180000 then
    create function tasker.uuidv7 () returns uuid language sql volatile parallel safe
      as 'select pg_catalog.uuidv7()';
  else
    -- 48 bits of milliseconds, then version, then the 74 random bits of a version 4 uuid (RFC 9562).
    create function tasker.uuidv7 () returns uuid language sql volatile parallel safe
      as $f$
        select encode(
          set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                    from 1 for 6),
            52, 1), 53, 1), 'hex')::uuid
      $f$;
  end if;
end
$$;
comment on function tasker.uuidv7 is 'A new uuid that sorts by time (RFC 9562, version 7).';

create function tasker.new_task_uuid () returns uuid language sql volatile parallel safe
  as $$ select (left(tasker.uuidv7()::text, 32) || '0000')::uuid $$;
comment on function tasker.new_task_uuid is 'A new uuid for a task: version 7, the last two bytes zero.';

create function tasker.step_uuid (p_task_uuid uuid, p_position integer) returns uuid language sql immutable parallel safe
  as $$ select (left(p_task_uuid::text, 32) || lpad(to_hex(p_position), 4, '0'))::uuid $$;
comment on function tasker.step_uuid is 'The uuid of the step at a position of a task: the task''s, with the position in the last two bytes.';

create function tasker.task_uuid (p_step_uuid uuid) returns uuid language sql immutable parallel safe
  as $$ select (left(p_step_uuid::text, 32) || '0000')::uuid $$;
comment on function tasker.task_uuid is 'The uuid of the task that a step belongs to.';
