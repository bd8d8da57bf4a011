-- Tells the usual case at no cost: every result reports a success, and all together are small enough to keep.
--
-- p_most  bytes; the smallest limit that tasker.settings allows is 64 KiB, so what is smaller needs no look at it
create or replace function tasker.are_plain_successes (p_results jsonb, p_most integer)
  returns boolean
  language sql
  immutable
as $$
  select jsonb_typeof(p_results) = 'array'
     and pg_column_size(p_results) <= p_most
     and jsonb_array_length(jsonb_path_query_array(p_results, '$[*].success ? (@ == true)')) = jsonb_array_length(p_results)
$$;
comment on function tasker.are_plain_successes is 'Tells whether every result is a success that can be kept.';
