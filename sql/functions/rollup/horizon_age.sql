-- How many transactions a horizon lies back, by the count that age() uses in this transaction; negative ahead of it.
--
-- p_horizon  an id of 64 bits, as pg_current_xact_id() gives; null for null
create or replace function tasker.horizon_age (p_horizon bigint)
  returns integer
  language sql
  stable
as $$
  select age((p_horizon & 4294967295)::text::xid)
$$;
comment on function tasker.horizon_age is 'How many transactions a horizon lies back.';
