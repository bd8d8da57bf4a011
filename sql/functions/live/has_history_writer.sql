-- Tells whether a transaction older than a horizon may have written history and still runs: whoever writes a table holds a
-- lock on it to the end. It reads all locks of the server.
create or replace function tasker.has_history_writer (p_horizon bigint)
  returns boolean
  language sql
  volatile
as $$
  select exists (
    select
      from pg_locks w
      join pg_locks x on x.virtualtransaction = w.virtualtransaction
     where w.locktype = 'relation'
       and w.database = (select d.oid from pg_database d where d.datname = current_database())
       and w.relation in ('tasker.task_transition_log'::regclass, 'tasker.step_transition_log'::regclass)
       and w.mode = 'RowExclusiveLock'
       and x.locktype = 'transactionid'
       and x.mode = 'ExclusiveLock'
       and not tasker.is_unsummed(x.transactionid, tasker.horizon_age(p_horizon)))
$$;
comment on function tasker.has_history_writer is 'Tells whether a transaction older than a horizon may have written history and still runs.';
