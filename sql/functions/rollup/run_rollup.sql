-- Adds to the sums what the history got since. Any orchestrator may call it at any time; one session at a time does it, and what
-- a session that died had added goes with its transaction.
--
-- A move is in the sums when the transaction that wrote it is older than the horizon, which is the oldest transaction that
-- still runs: none is missed because it commits late, none is added twice. A transaction that writes and stays open holds the
-- horizon: counts stay exact, but who asks reads all that was written since. The first call counts all tasks and steps.
--
-- All that waits is added in one pass, at about 300,000 moves a second: in portions it would be read from the floor on for each.
--
-- p_recounts  counts all tasks and steps anew: after somebody deleted some by hand
--
-- returns   true if it can add something only in the next call; in a transaction that has written, or that is not read committed, it
--           does nothing and returns true
-- locks     the row of tasker.rollup (skipping it when locked), then the sums
create or replace function tasker_v1.run_rollup (p_recounts boolean default false)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
declare
  v_now     timestamptz := tasker.now();
  v_last_id bigint;
  v_own     bigint;
  v_horizon bigint;
  v_rollup  tasker.rollup;
  v_is_ours boolean;
  v_from    bigint;
  v_hours   timestamptz[];
begin
  if pg_current_xact_id_if_assigned() is not null or current_setting('transaction_isolation') <> 'read committed' then
    return true;
  end if;
  -- in this order: a transaction that begins to write after this one draws greater ids than the one read here
  v_last_id := (select case when o.is_called then o.last_value else 0 end from tasker.history_order o);
  v_own := pg_current_xact_id()::text::bigint;
  select r.* into v_rollup from tasker.rollup r for update skip locked;
  if not found then
    return false;
  end if;
  v_is_ours := exists (select from tasker.rollup r where r.xmin::text::bigint = r.written_by & 4294967295);
  v_from := (select r.horizon from tasker.current_rollup() r);
  v_horizon := (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
  if v_horizon = v_own then
    v_horizon := v_own + 1;  -- this transaction is the oldest, and writes no history
  end if;
  if not v_is_ours or v_rollup.next_horizon is null then
    v_rollup.next_horizon := v_own + 1;
    v_rollup.next_floor_id := v_last_id;
  end if;

  if v_from is not null then
    if p_recounts then
      perform tasker.recount_tally(v_horizon, v_rollup.floor_id);
    else
      perform tasker.add_to_tally(v_from, v_horizon, v_rollup.floor_id);
    end if;
    v_hours := tasker.add_activity(v_from, v_horizon, v_rollup.floor_id, '-infinity', v_rollup.compacted_until);
    v_rollup.horizon := v_horizon;
  elsif v_rollup.next_horizon <= v_horizon then
    v_rollup.horizon := v_horizon;
    v_rollup.floor_id := v_rollup.next_floor_id;
    v_rollup.active_since := date_trunc('hour', v_now - interval '25 hours');
    v_rollup.slow_since := v_rollup.active_since;
    v_rollup.compacted_until := '-infinity';
    v_hours := tasker.begin_rollup(v_rollup);
  else
    v_rollup.horizon := null;  -- who writes now may have drawn an id before it: the next call knows from where to look
  end if;
  perform tasker.trim_slow_steps(v_hours);

  if v_rollup.next_horizon <= v_rollup.horizon then
    v_rollup.floor_id := v_rollup.next_floor_id;
    v_rollup.next_horizon := v_own + 1;
    v_rollup.next_floor_id := v_last_id;
  end if;
  if v_own < v_rollup.horizon then
    v_rollup.floor_id := v_last_id;
  end if;
  update tasker.rollup r
     set horizon = v_rollup.horizon, floor_id = v_rollup.floor_id, next_horizon = v_rollup.next_horizon,
         next_floor_id = v_rollup.next_floor_id, written_by = v_own, rolled_at = v_now,
         active_since = v_rollup.active_since, slow_since = v_rollup.slow_since, compacted_until = v_rollup.compacted_until;
  perform tasker.compact_activity();
  perform tasker.summarize_history();
  return v_rollup.horizon is null;
end
$$;
comment on function tasker_v1.run_rollup is 'Adds to the sums what the history got since.';
