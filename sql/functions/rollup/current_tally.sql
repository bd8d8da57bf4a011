-- How many tasks and steps are in each state, and tasks of each template, exactly, as the caller's statement sees them: what is
-- summed up, and what the history has since. Without sums it counts.
--
-- returns  kind and name as in tasker.tally
create or replace function tasker.current_tally ()
  returns table (kind text, name text, rows_count bigint)
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_mergejoin = off
  set jit = off
as $$
declare
  v_rollup tasker.rollup;
begin
  select r.* into v_rollup from tasker.current_rollup() r;
  if not found then
    return query select c.* from tasker.counted_rows() c;
    return;
  end if;

  return query
  select c.kind, c.name, sum(c.rows_count)::bigint
    from (
      select y.kind, y.name, y.rows_count from tasker.tally y
      union all
      select s.* from tasker.state_changes(v_rollup.horizon, null, v_rollup.floor_id) s
    ) c
   group by c.kind, c.name;
end
$$;
comment on function tasker.current_tally is 'How many tasks and steps are in each state, and tasks of each template.';
