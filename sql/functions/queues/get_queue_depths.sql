-- About how long the queues are, at little cost however long they are: exact while a queue is short, else from a sample.
--
-- returns   a row a queue: "steps" counts those that no worker has claimed, the others messages
create or replace function tasker_v1.get_queue_depths ()
  returns table (queue_name text, depth bigint)
  language sql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select 'steps', tasker.rough_count('tasker.step_queue', 'q.worker_uuid is null')
  union all
  select m.queue_name, tasker.rough_count(format('pgmq.%I', 'q_' || m.queue_name)::regclass, 'true')
    from pgmq.meta m
   order by 1
$$;
comment on function tasker_v1.get_queue_depths is 'About how long the queues are.';
