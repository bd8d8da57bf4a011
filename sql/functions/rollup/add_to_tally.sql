-- Adds to the tally what moves changed between two horizons.
--
-- locks  the tally's rows; the caller has the row of tasker.rollup
create or replace function tasker.add_to_tally (p_from bigint, p_until bigint, p_floor bigint)
  returns void
  language sql
  volatile
as $$
  insert into tasker.tally as y (kind, name, rows_count)
  select c.kind, c.name, c.change
    from tasker.state_changes(p_from, p_until, p_floor) c
   where c.change <> 0
      on conflict (kind, name) do update set rows_count = y.rows_count + excluded.rows_count
$$;
comment on function tasker.add_to_tally is 'Adds to the tally what moves changed between two horizons.';
