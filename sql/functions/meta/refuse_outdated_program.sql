-- Refuses one program whose API level is not served any more.
--
-- p_action  how the message begins: "Cannot register the worker"
-- p_info    what the program says of itself
--
-- raises   TK210
create or replace function tasker.refuse_outdated_program (p_action text, p_info jsonb)
  returns void
  language plpgsql
  stable
as $$
begin
  if tasker.program_api_level(p_info) < tasker_v1.oldest_api_level() then
    raise exception using
      errcode = 'TK210',
      message = format('%s: it is of API level %s, and this database serves level %s and above',
                       p_action, tasker.program_api_level(p_info), tasker_v1.oldest_api_level()),
      hint = 'Install a later release of it.';
  end if;
end
$$;
comment on function tasker.refuse_outdated_program is 'Refuses one program whose API level is not served any more.';
