-- Tells whether a row was written by a transaction from the horizon on, so that the sums do not have it. A row's xmin is the low half
-- of its transaction's id: what is less than half a round ahead of the horizon is later.
create or replace function tasker.is_unsummed (p_xmin xid, p_horizon bigint)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select (p_xmin::text::bigint - p_horizon) & 4294967295 < 2147483648
$$;
comment on function tasker.is_unsummed is 'Tells whether a row was written by a transaction from the horizon on.';
