-- Tells how many investigations there are and were, by reason and by how they ended.
--
-- returns   one row a reason
create or replace function tasker_v1.get_dlq_stats ()
  returns setof tasker.v_dlq_dashboard
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select d.* from tasker.v_dlq_dashboard d
$$;
comment on function tasker_v1.get_dlq_stats is 'Tells how many investigations there are and were.';
