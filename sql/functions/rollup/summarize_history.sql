-- Enters new blocks of the history into its block range indexes, so that who reads what is new need not read what is not. Autovacuum
-- does it too, but a minute later. Left to it when it is at work there, and when the tables are somebody else's.
--
-- locks  the partitions against vacuum, for a moment; waits 100 ms for them at most
create or replace function tasker.summarize_history ()
  returns void
  language plpgsql
  volatile
  set lock_timeout = '100ms'
as $$
begin
  perform brin_summarize_new_values(i.inhrelid)
     from pg_inherits i
     join pg_class c on c.oid = i.inhrelid and c.relkind = 'i'
    where i.inhparent in ('tasker.task_transition_log_by_history_id'::regclass,
                          'tasker.step_transition_log_by_history_id'::regclass);
exception
  when lock_not_available or object_in_use or insufficient_privilege then
    null;
end
$$;
comment on function tasker.summarize_history is 'Enters new blocks of the history into its block range indexes.';
