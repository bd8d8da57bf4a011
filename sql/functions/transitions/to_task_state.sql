-- Reads the name of a task state.
--
-- raises  TK001 no such state
create or replace function tasker.to_task_state (p_name text)
  returns tasker.task_state
  language plpgsql
  immutable
as $$
begin
  if p_name is null or p_name <> all (enum_range(null::tasker.task_state)::text[]) then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot read task state "%s": there is no such state', p_name),
      hint = 'States are ' || array_to_string(enum_range(null::tasker.task_state), ', ') || '.';
  end if;
  return p_name::tasker.task_state;
end
$$;
comment on function tasker.to_task_state is 'Reads the name of a task state.';
