-- Makes a queue's tables and lists it in pgmq.meta; does nothing to what is already there.
--
-- A read moves vt, which is indexed, so no update of a queue row is HOT and free space in the pages would not
-- help. Frequent small vacuums do; and they must not truncate, since that locks readers out.
--
-- p_queue_name   up to 47 bytes
-- p_is_unlogged  true to lose the messages in a crash, and write no WAL for them; the archive is always logged
--
-- raises    TK001 not a queue name
-- locks     pgmq.meta against other makers and droppers, only when something is missing. A table lock, since
--           waiting for one refreshes the catalog that to_regclass sees; waiting for an advisory one does not
create or replace function pgmq._make_queue (p_queue_name text, p_is_unlogged boolean)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_queue   text := pgmq.format_table_name(p_queue_name, 'q');
  v_archive text := pgmq.format_table_name(p_queue_name, 'a');
begin
  perform pgmq.validate_queue_name(p_queue_name);

  if to_regclass(format('pgmq.%I', v_queue)) is not null
     and to_regclass(format('pgmq.%I', v_archive)) is not null
     and exists (select from pgmq.meta m where lower(m.queue_name) = lower(p_queue_name)) then
    return;
  end if;

  lock table pgmq.meta in share row exclusive mode;

  if to_regclass(format('pgmq.%I', v_queue)) is null then
    execute format(
      $ddl$
        create %s table pgmq.%I (
          msg_id      bigint      primary key generated always as identity,
          read_ct     integer     not null default 0,
          enqueued_at timestamptz not null default now(),
          vt          timestamptz not null,
          message     jsonb,
          headers     jsonb
        )
        with (
          autovacuum_vacuum_scale_factor  = 0.01,
          autovacuum_vacuum_threshold     = 1000,
          autovacuum_analyze_scale_factor = 0.05,
          vacuum_truncate                 = false
        )
      $ddl$,
      case when p_is_unlogged then 'unlogged' end, v_queue
    );
    execute format('create index %I on pgmq.%I (vt)', v_queue || '_vt_idx', v_queue);
  end if;

  if to_regclass(format('pgmq.%I', v_archive)) is null then
    execute format(
      $ddl$
        create table pgmq.%I (
          msg_id      bigint      primary key,
          read_ct     integer     not null default 0,
          enqueued_at timestamptz not null default now(),
          archived_at timestamptz not null default now(),
          vt          timestamptz not null,
          message     jsonb,
          headers     jsonb
        )
      $ddl$,
      v_archive
    );
    execute format(
      'create index %I on pgmq.%I (archived_at)',
      'archived_at_idx_' || lower(p_queue_name), v_archive
    );
  end if;

  insert into pgmq.meta (queue_name, is_partitioned, is_unlogged)
  select p_queue_name, false, p_is_unlogged
   where not exists (select from pgmq.meta m where lower(m.queue_name) = lower(p_queue_name));
end
$$;
comment on function pgmq._make_queue is 'Makes a queue''s tables and lists it.';

-- Creates a queue; does nothing when it exists.
--
-- raises    TK001 not a queue name
create or replace function pgmq.create (queue_name text)
  returns void
  language sql
  volatile
as $$
  select pgmq._make_queue(queue_name, false)
$$;
comment on function pgmq.create is 'Creates a queue.';

-- Creates a queue that is one table: what create() does.
--
-- raises    TK001 not a queue name
create or replace function pgmq.create_non_partitioned (queue_name text)
  returns void
  language sql
  volatile
as $$
  select pgmq._make_queue(queue_name, false)
$$;
comment on function pgmq.create_non_partitioned is 'Creates a queue that is one table.';

-- Creates a queue whose messages are not written to the WAL; a crash empties it.
--
-- raises    TK001 not a queue name
create or replace function pgmq.create_unlogged (queue_name text)
  returns void
  language sql
  volatile
as $$
  select pgmq._make_queue(queue_name, true)
$$;
comment on function pgmq.create_unlogged is 'Creates a queue that is faster and does not survive a crash.';
