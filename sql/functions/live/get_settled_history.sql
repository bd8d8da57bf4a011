-- Tells up to where the history is settled: no move with this history_id or a smaller one is still to come. Ids are drawn before
-- transactions commit, so the last one drawn is settled when every transaction that wrote then is over; who wants to know
-- asks again, with the watch that the call before gave. Every transaction writes what a move is about before it draws the id.
--
-- A transaction of any database of the server counts at first. After a second it only counts if it may have written history:
-- if it has the lock on a history table that writing takes. Then who knows nothing yet is told what is in the sums.
--
-- p_settled_id  what is known to be settled; null for nothing
-- p_watch       what the call before gave; null for none
--
-- returns  one row: the settled history_id, null when none is known yet; the watch for the next call, null if all is settled.
--          In a transaction that has written, or that is not read committed, nothing new
create or replace function tasker_v1.get_settled_history (p_settled_id bigint default null, p_watch jsonb default null)
  returns table (settled_id bigint, watch jsonb)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
declare
  v_last_id bigint := (select case when o.is_called then o.last_value else 0 end from tasker.history_order o);
  v_is_held boolean := p_watch is not null and tasker.now() - (p_watch ->> 'since')::timestamptz >= interval '1 second';
  v_own     bigint;
begin
  settled_id := p_settled_id;
  if v_last_id <= p_settled_id then
    settled_id := v_last_id;
    return next;
    return;
  end if;
  watch := p_watch;
  if p_watch is not null then
    if (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint) < (p_watch ->> 'horizon')::bigint
       and (not v_is_held or tasker.has_history_writer((p_watch ->> 'horizon')::bigint)) then
      if v_is_held and settled_id is null then
        settled_id := (select r.floor_id from tasker.current_rollup() r where r.floor_id >= 0);
      end if;
      return next;
      return;
    end if;
    settled_id := (p_watch ->> 'last_id')::bigint;
    watch := null;
  end if;
  if v_last_id is distinct from settled_id
     and pg_current_xact_id_if_assigned() is null and current_setting('transaction_isolation') = 'read committed' then
    -- a transaction that begins to write after this one draws greater ids than the one read above
    v_own := pg_current_xact_id()::text::bigint;
    if (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint) = v_own then
      settled_id := v_last_id;
    else
      watch := jsonb_build_object('last_id', v_last_id, 'horizon', v_own, 'since', tasker.now());
    end if;
  end if;
  return next;
end
$$;
comment on function tasker_v1.get_settled_history is 'Tells up to where the history is settled.';
