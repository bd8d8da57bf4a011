-- Sends messages.
--
-- queue_name  the queue
-- msgs        the messages, in order
-- headers     one per message, null for none; may be shorter than msgs, not longer
-- delay       when they become visible; in the other forms, in how many seconds, at once by default
--
-- returns   the message ids, in the order of msgs
-- raises    TK001 not a queue name, or more headers than messages · 42P01 no such queue
create or replace function pgmq.send_batch (
  queue_name text,
  msgs       jsonb[],
  headers    jsonb[],
  delay      timestamptz
)
  returns setof bigint
  language plpgsql
  volatile
as $$
begin
  if cardinality(headers) > coalesce(cardinality(msgs), 0) then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot send to queue "%s": more headers than messages', queue_name),
      detail  = format('%s headers, %s messages.', cardinality(headers), coalesce(cardinality(msgs), 0)),
      hint    = 'Pass one header per message, null for a message without.';
  end if;

  return query execute format(
    $query$
      insert into pgmq.%I (vt, message, headers)
      select $1, b.message, b.header
        from unnest($2, $3) with ordinality as b (message, header, position)
       order by b.position
      returning msg_id
    $query$,
    pgmq.format_table_name(queue_name, 'q')
  )
  using delay, msgs, headers;
end
$$;
comment on function pgmq.send_batch (text, jsonb[], jsonb[], timestamptz) is
  'Sends messages with headers, visible from a time.';

create or replace function pgmq.send_batch (queue_name text, msgs jsonb[], headers jsonb[], delay integer)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, msgs, headers, clock_timestamp() + make_interval(secs => delay))
$$;
comment on function pgmq.send_batch (text, jsonb[], jsonb[], integer) is
  'Sends messages with headers, visible after some seconds.';

create or replace function pgmq.send_batch (queue_name text, msgs jsonb[], headers jsonb[])
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, msgs, headers, clock_timestamp())
$$;
comment on function pgmq.send_batch (text, jsonb[], jsonb[]) is 'Sends messages with headers.';

create or replace function pgmq.send_batch (queue_name text, msgs jsonb[], delay timestamptz)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, msgs, null::jsonb[], delay)
$$;
comment on function pgmq.send_batch (text, jsonb[], timestamptz) is 'Sends messages, visible from a time.';

create or replace function pgmq.send_batch (queue_name text, msgs jsonb[], delay integer)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, msgs, null::jsonb[], clock_timestamp() + make_interval(secs => delay))
$$;
comment on function pgmq.send_batch (text, jsonb[], integer) is 'Sends messages, visible after some seconds.';

create or replace function pgmq.send_batch (queue_name text, msgs jsonb[])
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, msgs, null::jsonb[], clock_timestamp())
$$;
comment on function pgmq.send_batch (text, jsonb[]) is 'Sends messages.';

-- Sends a message; every form is a batch of one.
--
-- returns   one row: the message id
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.send (queue_name text, msg jsonb, headers jsonb, delay timestamptz)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, array[msg], array[headers], delay)
$$;
comment on function pgmq.send (text, jsonb, jsonb, timestamptz) is
  'Sends a message with headers, visible from a time.';

create or replace function pgmq.send (queue_name text, msg jsonb, headers jsonb, delay integer)
  returns setof bigint
  language sql
  volatile
as $$
  select *
    from pgmq.send_batch(queue_name, array[msg], array[headers], clock_timestamp() + make_interval(secs => delay))
$$;
comment on function pgmq.send (text, jsonb, jsonb, integer) is
  'Sends a message with headers, visible after some seconds.';

create or replace function pgmq.send (queue_name text, msg jsonb, headers jsonb)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, array[msg], array[headers], clock_timestamp())
$$;
comment on function pgmq.send (text, jsonb, jsonb) is 'Sends a message with headers.';

create or replace function pgmq.send (queue_name text, msg jsonb, delay timestamptz)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, array[msg], null::jsonb[], delay)
$$;
comment on function pgmq.send (text, jsonb, timestamptz) is 'Sends a message, visible from a time.';

create or replace function pgmq.send (queue_name text, msg jsonb, delay integer)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, array[msg], null::jsonb[], clock_timestamp() + make_interval(secs => delay))
$$;
comment on function pgmq.send (text, jsonb, integer) is 'Sends a message, visible after some seconds.';

create or replace function pgmq.send (queue_name text, msg jsonb)
  returns setof bigint
  language sql
  volatile
as $$
  select * from pgmq.send_batch(queue_name, array[msg], null::jsonb[], clock_timestamp())
$$;
comment on function pgmq.send (text, jsonb) is 'Sends a message.';
