-- Reads the oldest visible message and deletes it: delivered at most once.
--
-- returns   the message; no row when none is visible
-- raises    TK001 not a queue name · 42P01 no such queue
-- locks     the message, skipping those that others hold
create or replace function pgmq.pop (queue_name text)
  returns setof pgmq.message_record
  language plpgsql
  volatile
as $$
begin
  return query execute format(
    $query$
      with oldest as (
        select m.msg_id
          from pgmq.%1$I m
         where m.vt <= $1
         order by m.msg_id
         limit 1
           for update skip locked
      )
      delete from pgmq.%1$I m
       using oldest o
       where m.msg_id = o.msg_id
      returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
    $query$,
    pgmq.format_table_name(queue_name, 'q')
  )
  using clock_timestamp();
end
$$;
comment on function pgmq.pop is 'Reads the oldest visible message and deletes it.';

-- Sets from when a message is visible; a reader that needs longer calls it before its time is over.
--
-- vt        seconds from now; 0 or less shows the message at once
--
-- returns   the message; no row when it is gone
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.set_vt (queue_name text, msg_id bigint, vt integer)
  returns setof pgmq.message_record
  language plpgsql
  volatile
as $$
begin
  return query execute format(
    $query$
      update pgmq.%I m
         set vt = $2
       where m.msg_id = $1
      returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
    $query$,
    pgmq.format_table_name(queue_name, 'q')
  )
  using msg_id, clock_timestamp() + make_interval(secs => vt);
end
$$;
comment on function pgmq.set_vt is 'Sets from when a message is visible.';

-- Deletes messages.
--
-- returns   the ids of those that were there
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.delete (queue_name text, msg_ids bigint[])
  returns setof bigint
  language plpgsql
  volatile
as $$
begin
  return query execute format(
    'delete from pgmq.%I m where m.msg_id = any ($1) returning m.msg_id',
    pgmq.format_table_name(queue_name, 'q')
  )
  using msg_ids;
end
$$;
comment on function pgmq.delete (text, bigint[]) is 'Deletes messages.';

-- Deletes a message.
--
-- returns   false when it was gone
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.delete (queue_name text, msg_id bigint)
  returns boolean
  language sql
  volatile
as $$
  select count(*) > 0 from pgmq.delete(queue_name, array[msg_id])
$$;
comment on function pgmq.delete (text, bigint) is 'Deletes a message.';

-- Moves messages to the queue's archive.
--
-- returns   the ids of those that were there
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.archive (queue_name text, msg_ids bigint[])
  returns setof bigint
  language plpgsql
  volatile
as $$
begin
  return query execute format(
    $query$
      with removed as (
        delete from pgmq.%I m
         where m.msg_id = any ($1)
        returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
      )
      insert into pgmq.%I as a (msg_id, read_ct, enqueued_at, vt, message, headers)
      select r.msg_id, r.read_ct, r.enqueued_at, r.vt, r.message, r.headers
        from removed r
      returning a.msg_id
    $query$,
    pgmq.format_table_name(queue_name, 'q'),
    pgmq.format_table_name(queue_name, 'a')
  )
  using msg_ids;
end
$$;
comment on function pgmq.archive (text, bigint[]) is 'Moves messages to the queue''s archive.';

-- Moves a message to the queue's archive.
--
-- returns   false when it was gone
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.archive (queue_name text, msg_id bigint)
  returns boolean
  language sql
  volatile
as $$
  select count(*) > 0 from pgmq.archive(queue_name, array[msg_id])
$$;
comment on function pgmq.archive (text, bigint) is 'Moves a message to the queue''s archive.';
