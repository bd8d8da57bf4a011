-- Makes the tally anew: what the tables hold, without what moves from the horizon on made of them. All of it is one statement, and
-- so sees one state of the tables and the history.
--
-- locks  the tally's rows; the caller has the row of tasker.rollup
create or replace function tasker.recount_tally (p_horizon bigint, p_floor bigint)
  returns void
  language sql
  volatile
as $$
  delete from tasker.tally;
  insert into tasker.tally (kind, name, rows_count)
  select c.kind, c.name, sum(c.rows_count)
    from (
      select n.kind, n.name, n.rows_count from tasker.counted_rows() n
      union all
      select s.kind, s.name, -s.change from tasker.state_changes(p_horizon, null, p_floor) s
    ) c
   group by c.kind, c.name
  having sum(c.rows_count) <> 0
$$;
comment on function tasker.recount_tally is 'Makes the tally anew.';
