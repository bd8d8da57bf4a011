-- Notes on this session that reading the queue from its start was slow: while some transaction is held open, the rows
-- of finished steps cannot be removed, and every claim would read past all of them. For twenty times as long as that
-- reading took, at least a second, claims of this session start ten seconds of rank before what they found.
-- A healthy queue is always read from its start; a step that a floor hides is found by the next whole reading.
--
-- p_first_rank  the smallest rank found; null when nothing was
-- p_asked_at    when the slow reading began
create or replace function tasker.raise_queue_floor (p_first_rank bigint, p_asked_at timestamptz)
  returns void
  language plpgsql
  volatile
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  perform set_config('tasker.queue_floor',
    format('%s %s', coalesce(p_first_rank, tasker.queue_rank(v_now, 0, '0')) - 10000000,
           extract(epoch from v_now + greatest(interval '1 second', 20 * (v_now - p_asked_at)))), false);
end
$$;
comment on function tasker.raise_queue_floor is 'Notes on this session that reading the queue from its start was slow.';
