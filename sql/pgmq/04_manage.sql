-- Lists the queues.
create or replace function pgmq.list_queues ()
  returns setof pgmq.queue_record
  language sql
  stable
as $$
  select m.queue_name, m.is_partitioned, m.is_unlogged, m.created_at
    from pgmq.meta m
   order by m.created_at, m.queue_name
$$;
comment on function pgmq.list_queues is 'Lists the queues.';

-- Drops a queue with its messages and its archive.
--
-- returns   false when there was no such queue
-- raises    TK001 not a queue name
-- locks     pgmq.meta against other makers and droppers, then the queue's tables
create or replace function pgmq.drop_queue (queue_name text)
  returns boolean
  language plpgsql
  volatile
as $$
declare
  v_queue     text    := pgmq.format_table_name(queue_name, 'q');
  v_archive   text    := pgmq.format_table_name(queue_name, 'a');
  v_has_table boolean;
  v_is_listed boolean;
begin
  lock table pgmq.meta in share row exclusive mode;
  v_has_table := to_regclass(format('pgmq.%I', v_queue)) is not null;

  if v_has_table then
    execute format('drop table pgmq.%I', v_queue);
  end if;

  if to_regclass(format('pgmq.%I', v_archive)) is not null then
    execute format('drop table pgmq.%I', v_archive);
  end if;

  delete from pgmq.meta m where lower(m.queue_name) = lower(drop_queue.queue_name);
  v_is_listed := found;

  return v_has_table or v_is_listed;
end
$$;
comment on function pgmq.drop_queue (text) is 'Drops a queue with its messages and its archive.';

-- Drops a queue; the second argument has no effect. PGMQ 1.5 deprecates this form.
--
-- raises    TK001 not a queue name
create or replace function pgmq.drop_queue (queue_name text, partitioned boolean)
  returns boolean
  language sql
  volatile
as $$
  select pgmq.drop_queue(queue_name)
$$;
comment on function pgmq.drop_queue (text, boolean) is 'Drops a queue; a deprecated form of drop_queue(text).';

-- Removes every message of a queue, also those being worked on; the archive stays.
--
-- returns   how many there were
-- raises    TK001 not a queue name · 42P01 no such queue
-- locks     the queue's table, exclusively: no message comes between the count and the removal
create or replace function pgmq.purge_queue (queue_name text)
  returns bigint
  language plpgsql
  volatile
as $$
declare
  v_queue text := pgmq.format_table_name(queue_name, 'q');
  v_count bigint;
begin
  execute format('lock table pgmq.%I in access exclusive mode', v_queue);
  execute format('select count(*) from pgmq.%I', v_queue) into v_count;
  execute format('truncate table pgmq.%I', v_queue);
  return v_count;
end
$$;
comment on function pgmq.purge_queue is 'Removes every message of a queue.';

-- Does nothing: it takes an archive out of the extension, and here no extension owns the archive.
create or replace function pgmq.detach_archive (queue_name text)
  returns void
  language sql
  immutable
as $$
$$;
comment on function pgmq.detach_archive is 'Does nothing: no extension owns the archive.';
