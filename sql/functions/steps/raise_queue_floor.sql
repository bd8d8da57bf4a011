-- Notes on this session that claims need not begin at the start of a queue, and begins a sweep of what lies below.
--
-- p_whose  namespaces and handlers
create or replace function tasker.raise_queue_floor (p_whose text, p_floor bigint)
  returns void
  language sql
  volatile
as $$
  select tasker.keep_sweep(p_whose, p_floor, p_floor, 1000000, 0)
$$;
comment on function tasker.raise_queue_floor is 'Notes on this session that claims need not begin at the start of a queue.';
