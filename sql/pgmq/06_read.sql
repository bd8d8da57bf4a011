-- Reads messages and hides each from other readers for a time. Readers at the same moment get different messages.
--
-- The clock is read once: as a parameter it lets the planner use an index, which a volatile call would not.
--
-- queue_name   the queue
-- vt           for how many seconds to hide what is read
-- qty          at most how many
-- conditional  only messages that contain this JSON; {} for all
--
-- returns   the messages, oldest first, with the new vt and read_ct
-- raises    TK001 not a queue name · 42P01 no such queue
-- locks     the messages read, by id, skipping those that others hold
create or replace function pgmq.read (
  queue_name  text,
  vt          integer,
  qty         integer,
  conditional jsonb default '{}'
)
  returns setof pgmq.message_record
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  return query execute format(
    $query$
      with visible as (
        select m.msg_id
          from pgmq.%1$I m
         where m.vt <= $1 %2$s
         order by m.msg_id
         limit $2
           for update skip locked
      ),
      taken as (
        update pgmq.%1$I m
           set vt = $3, read_ct = m.read_ct + 1
          from visible v
         where m.msg_id = v.msg_id
        returning m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers
      )
      select t.* from taken t order by t.msg_id
    $query$,
    pgmq.format_table_name(queue_name, 'q'),
    case when conditional <> '{}' then 'and m.message @> $4' end
  )
  using v_now, qty, v_now + make_interval(secs => vt), conditional;
end
$$;
comment on function pgmq.read is 'Reads messages and hides them from other readers for a time.';

-- Reads messages, waiting for some to come when there are none.
--
-- Each look sees what was committed before it, but only under read committed: under a stricter isolation level
-- the wait sees nothing new.
--
-- queue_name, vt, qty, conditional  as for read()
-- max_poll_seconds                  how long to wait; 0 looks once
-- poll_interval_ms                  how long between looks
--
-- returns   as read()
-- raises    TK001 not a queue name · 42P01 no such queue
create or replace function pgmq.read_with_poll (
  queue_name       text,
  vt               integer,
  qty              integer,
  max_poll_seconds integer default 5,
  poll_interval_ms integer default 100,
  conditional      jsonb   default '{}'
)
  returns setof pgmq.message_record
  language plpgsql
  volatile
as $$
declare
  v_stop_at timestamptz := clock_timestamp() + make_interval(secs => max_poll_seconds);
  v_left    double precision;
begin
  loop
    return query select r.* from pgmq.read(queue_name, vt, qty, conditional) r;
    exit when found;

    v_left := extract(epoch from v_stop_at - clock_timestamp());
    exit when v_left <= 0;
    perform pg_sleep(least(v_left, greatest(poll_interval_ms, 1) / 1000.0));
  end loop;
end
$$;
comment on function pgmq.read_with_poll is 'Reads messages, waiting for some to come.';
