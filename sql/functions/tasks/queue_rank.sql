-- A task's place in every queue, fixed for good: what is older, or more urgent, has the smaller number.
-- A priority point is worth one ageing interval, so nothing starves and nothing is recomputed.
--
-- returns  microseconds since 1970
create or replace function tasker.queue_rank (p_at timestamptz, p_priority integer, p_ageing interval)
  returns bigint
  language sql
  stable
as $$
  select ((extract(epoch from p_at) - p_priority * extract(epoch from p_ageing)) * 1000000)::bigint
$$;
comment on function tasker.queue_rank is 'A task''s place in every queue, from its time and priority.';
