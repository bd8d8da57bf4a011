-- How far the history is summed up, if the sums can be trusted: not after a restore, which copies the row but not its
-- transaction, and not when they lie two thousand million transactions back.
--
-- returns  the row; none without sums
create or replace function tasker.current_rollup ()
  returns setof tasker.rollup
  language sql
  stable
as $$
  select r.*
    from tasker.rollup r
   where r.horizon is not null
     and r.xmin::text::bigint = r.written_by & 4294967295
     and pg_snapshot_xmax(pg_current_snapshot())::text::bigint - r.horizon between -1 and 2000000000
$$;
comment on function tasker.current_rollup is 'How far the history is summed up.';
