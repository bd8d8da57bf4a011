-- Lists what keeps rows of finished steps from being removed, or a migration from its locks: transactions left open,
-- prepared transactions, replication slots and standbys that lag. The queue grows with dead rows meanwhile.
--
-- p_older_than  least age of a transaction; null: the installation's limit. Slots and standbys are listed when their
--               horizon is 1,000,000 transactions back
--
-- returns   the farthest horizon first; kind: session, prepared, slot, standby; pid null where there is no session;
--           holds_back false for one that has locks only; behind: transactions since its horizon; advice: how to end it
create or replace function tasker_v1.get_held_transactions (p_older_than interval default null)
  returns table (
    kind text, name text, pid integer, state text, seconds double precision, holds_back boolean, behind bigint, statement text,
    advice text
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  with since as (
    select clock_timestamp() - coalesce(p_older_than, u.held_transaction_limit) as at from tasker.upkeep u
  )
  select h.*
    from (
      select 'session', coalesce(nullif(a.application_name, ''), a.usename::text, 'unknown'), a.pid, a.state,
             extract(epoch from clock_timestamp() - a.xact_start)::double precision,
             coalesce(a.backend_xmin, a.backend_xid) is not null,
             age(coalesce(a.backend_xmin, a.backend_xid))::bigint, left(a.query, 200),
             format('select pg_terminate_backend(%s)', a.pid)
        from pg_stat_activity a
        join since s on a.xact_start < s.at
       where a.datname = current_database()
         and a.pid <> pg_backend_pid()
         and a.backend_type not in ('autovacuum worker', 'walsender')
       union all
      select 'prepared', x.gid, null, 'prepared', extract(epoch from clock_timestamp() - x.prepared)::double precision, true,
             age(x.transaction)::bigint, null, format('rollback prepared %L', x.gid)
        from pg_prepared_xacts x
        join since s on x.prepared < s.at
       where x.database = current_database()
       union all
      select 'slot', r.slot_name, r.active_pid, case when r.active then 'active' else 'inactive' end, null, true,
             age(r.xmin)::bigint, null, format('select pg_drop_replication_slot(%L)', r.slot_name)
        from pg_replication_slots r
       where age(r.xmin) > 1000000
       union all
      select 'standby', coalesce(nullif(a.application_name, ''), 'unknown'), a.pid, a.state, null, true,
             age(a.backend_xmin)::bigint, null, 'set hot_standby_feedback = off there, or end its long queries'
        from pg_stat_activity a
       where a.backend_type = 'walsender'
         and age(a.backend_xmin) > 1000000
    ) h (kind, name, pid, state, seconds, holds_back, behind, statement, advice)
   order by h.holds_back desc, h.behind desc nulls last, h.seconds desc nulls last
$$;
comment on function tasker_v1.get_held_transactions is 'Lists what keeps rows of finished steps from being removed.';
