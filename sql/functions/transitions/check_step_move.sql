-- Refuses a move of a step that no row of tasker.step_state_rules allows.
--
-- raises  TK203
create or replace function tasker.check_step_move (p_step_uuid uuid, p_from tasker.step_state, p_to tasker.step_state)
  returns void
  language plpgsql
  stable
as $$
begin
  if not exists (select from tasker.step_state_rules r where r.from_state = p_from and r.to_state = p_to) then
    raise exception using
      errcode = 'TK203',
      message = format('Cannot move step "%s" from %s to %s: no rule allows it', p_step_uuid, p_from, p_to),
      detail = coalesce((select format('From %s a step may go to ', p_from)
                                || string_agg(distinct r.to_state::text, ', ' order by r.to_state::text)
                           from tasker.step_state_rules r where r.from_state = p_from having count(*) > 0),
                        format('A step that is %s stays so', p_from)) || '.',
      hint = 'tasker.step_state_rules lists the legal moves.';
  end if;
end
$$;
comment on function tasker.check_step_move is 'Refuses a move of a step that no rule allows.';
