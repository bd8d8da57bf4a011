-- Refuses a move of a task that no row of tasker.task_state_rules allows.
--
-- raises  TK202
create or replace function tasker.check_task_move (p_task_uuid uuid, p_from tasker.task_state, p_to tasker.task_state)
  returns void
  language plpgsql
  stable
as $$
begin
  if not exists (select from tasker.task_state_rules r where r.from_state = p_from and r.to_state = p_to) then
    raise exception using
      errcode = 'TK202',
      message = format('Cannot move task "%s" from %s to %s: no rule allows it', p_task_uuid, p_from, p_to),
      detail = coalesce((select format('From %s a task may go to ', p_from)
                                || string_agg(distinct r.to_state::text, ', ' order by r.to_state::text)
                           from tasker.task_state_rules r where r.from_state = p_from having count(*) > 0),
                        format('A task that is %s stays so', p_from)) || '.',
      hint = 'tasker.task_state_rules lists the legal moves.';
  end if;
end
$$;
comment on function tasker.check_task_move is 'Refuses a move of a task that no rule allows.';
