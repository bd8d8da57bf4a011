-- Counts a queue's messages and tells their ages. Scans the queue.
--
-- returns   one row; total_messages counts every message ever sent, ages are null when the queue is empty
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.metrics (queue_name text)
  returns pgmq.metrics_result
  language plpgsql
  volatile
as $$
declare
  v_queue  text        := pgmq.format_table_name(queue_name, 'q');
  v_now    timestamptz := clock_timestamp();
  v_result pgmq.metrics_result;
begin
  execute format(
    $query$
      select $1,
             count(*),
             extract(epoch from $2 - max(m.enqueued_at))::integer,
             extract(epoch from $2 - min(m.enqueued_at))::integer,
             coalesce(pg_sequence_last_value($3), 0),
             $2,
             count(*) filter (where m.vt <= $2)
        from pgmq.%I m
    $query$,
    v_queue
  )
  into v_result
  using queue_name, v_now, pg_get_serial_sequence(format('pgmq.%I', v_queue), 'msg_id')::regclass;
  return v_result;
end
$$;
comment on function pgmq.metrics is 'Counts a queue''s messages and tells their ages.';

-- Gives the metrics of every queue.
create or replace function pgmq.metrics_all ()
  returns setof pgmq.metrics_result
  language sql
  volatile
as $$
  select r.*
    from pgmq.meta m
   cross join lateral pgmq.metrics(m.queue_name) r
   order by m.queue_name
$$;
comment on function pgmq.metrics_all is 'Gives the metrics of every queue.';
