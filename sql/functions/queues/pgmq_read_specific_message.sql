-- Reads one message by its id and hides it from other readers for a time.
--
-- Of many who were told of a message one gets it; the rest get no row, without waiting for the one.
-- The clock is the real one, as everywhere in pgmq, not tasker.now().
--
-- queue_name     the queue
-- target_msg_id  the message
-- vt_seconds     for how many seconds to hide it, 0 or more
--
-- returns   the message; no row when it is claimed, delayed, archived or gone
-- raises    TK001 argument malformed or out of range · TK105 no such queue
create or replace function tasker_v1.pgmq_read_specific_message (
  queue_name    text,
  target_msg_id bigint,
  vt_seconds    integer default 30
)
  returns table (
    msg_id      bigint,
    read_ct     integer,
    enqueued_at timestamptz,
    vt          timestamptz,
    message     jsonb,
    headers     jsonb
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_table text        := tasker.existing_queue_table_name('read', queue_name);
  v_now   timestamptz := clock_timestamp();
begin
  perform tasker.check_queue_seconds('read', queue_name, 'vt_seconds', vt_seconds);

  return query execute format(
    $query$
      with target as (
        select m.msg_id
          from pgmq.%1$I m
         where m.msg_id = $1
           and m.vt <= $2
           for update skip locked
      )
      update pgmq.%1$I m
         set vt = $3, read_ct = m.read_ct + 1
        from target t
       where m.msg_id = t.msg_id
      returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
    $query$,
    v_table
  )
  using target_msg_id, v_now, v_now + make_interval(secs => vt_seconds);
end
$$;
comment on function tasker_v1.pgmq_read_specific_message is 'Reads one message by its id and hides it for a time.';
