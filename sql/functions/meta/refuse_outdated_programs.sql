-- Refuses to leave live programs behind: those of a lower API level than is served. A program that is not seen for its
-- lease, or half a minute, does not count.
--
-- p_oldest_api_level  least level that is served
-- set by              `set tasker.migrate_force = 'on'` lets it pass
--
-- raises   TK210 names the programs
create or replace function tasker.refuse_outdated_programs (p_oldest_api_level integer)
  returns void
  language plpgsql
  stable
as $$
declare
  v_programs text;
begin
  if current_setting('tasker.migrate_force', true) = 'on' then
    return;
  end if;
  select string_agg(format('%s %s (%s)', p.kind, p.program_uuid,
                           concat_ws(', ', 'API level ' || p.api_level, 'release ' || p.release, 'host ' || p.host, 'pid ' || p.pid)),
                    '; ')
    into v_programs
    from tasker_v1.list_programs() p
   where p.api_level < p_oldest_api_level;
  if v_programs is not null then
    raise exception using
      errcode = 'TK210',
      message = format('Cannot migrate: this release serves API level %s and above, and these programs are up: %s',
                       p_oldest_api_level, v_programs),
      hint = 'Stop them, or replace them by a release in between; `tasker migrate --force` breaks them.';
  end if;
end
$$;
comment on function tasker.refuse_outdated_programs is 'Refuses to leave live programs behind.';
