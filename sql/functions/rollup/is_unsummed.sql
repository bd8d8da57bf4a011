-- Tells whether a row was written by a transaction from the horizon on, so that the sums do not have it. Ages are compared: they are
-- numbers, where a row's xmin would have to become a text first.
--
-- p_horizon_age  tasker.horizon_age of the horizon, from the same transaction
create or replace function tasker.is_unsummed (p_xmin xid, p_horizon_age integer)
  returns boolean
  language sql
  stable
as $$
  select age(p_xmin) <= p_horizon_age
$$;
comment on function tasker.is_unsummed is 'Tells whether a row was written by a transaction from the horizon on.';
