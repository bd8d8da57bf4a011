-- Counts the messages of a queue, or of every queue, and tells their ages. Scans each queue.
--
-- p_queue_name  the queue; null for all
--
-- returns   a row per queue by name: messages in it, ages in seconds (null when empty), messages readable now, and
--           messages ever sent
-- raises    TK001 not a queue name · TK105 no such queue
create or replace function tasker_v1.get_queue_statistics (p_queue_name text default null)
  returns table (
    queue_name             text,
    queue_length           bigint,
    oldest_msg_age_seconds integer,
    newest_msg_age_seconds integer,
    queue_visible_length   bigint,
    total_messages         bigint
  )
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if p_queue_name is not null then
    perform tasker.existing_queue_table_name('measure', p_queue_name);
  end if;

  return query
  select s.queue_name::text, s.queue_length, s.oldest_msg_age_sec, s.newest_msg_age_sec,
         s.queue_visible_length, s.total_messages
    from (
      select coalesce(p_queue_name, m.queue_name) as queue_name
        from (select p_queue_name is not null as is_one) o
        left join pgmq.meta m on not o.is_one
    ) q
   cross join lateral pgmq.metrics(q.queue_name) s
   order by s.queue_name;
end
$$;
comment on function tasker_v1.get_queue_statistics is 'Counts the messages of queues and tells their ages.';
