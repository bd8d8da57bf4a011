-- Ids of PostgreSQL before 18 sort by time to the microsecond, as those of 18 do: until now two of the same millisecond stood in
-- any order, and lists of tasks with them.

do $$
begin
  if current_setting('server_version_num')::integer < 180000 then
    -- 60 bits of time in steps of 1/4096 ms, the version after the first 48, then 62 random bits and the variant of a
    -- version 4 uuid (RFC 9562, 6.2, method 3). PostgreSQL reads a uuid with few hyphens too.
    create or replace function tasker.uuidv7 () returns uuid language sql volatile parallel safe
      as $f$
        select (overlay(lpad(to_hex((extract(epoch from clock_timestamp()) * 4096000)::bigint), 15, '0')
                        placing '7' from 13 for 0)
                || right(gen_random_uuid()::text, 18))::uuid
      $f$;
  end if;
end
$$;
