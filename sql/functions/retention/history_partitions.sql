-- The weekly partitions of the history, and when each one's week is over.
create or replace function tasker.history_partitions ()
  returns table (name text, ends_at timestamptz)
  language sql
  stable
as $$
  select c.relname::text, (to_date(substring(c.relname from '\d{4}w\d{2}$'), 'IYYY"w"IW') + 7)::timestamp at time zone 'UTC'
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
   where i.inhparent in ('tasker.task_transition_log'::regclass, 'tasker.step_transition_log'::regclass)
     and c.relname ~ '_\d{4}w\d{2}$'
$$;
comment on function tasker.history_partitions is 'The weekly partitions of the history, and when each one''s week is over.';
