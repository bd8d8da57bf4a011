-- What was mended, the latest first.
--
-- p_limit   most rows, 1 to 10,000
-- p_before  only events older than this one; null: from the latest on
--
-- returns   a row an event: which repair, of how many, the first ten of them, by whom
-- raises    TK001 limit out of range
create or replace function tasker_v1.list_recovery_events (p_limit integer default 100, p_before bigint default null)
  returns table (
    recovery_event_id bigint, at timestamptz, repair text, repaired_count integer, sample_uuids uuid[], repaired_by text
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform tasker.check_row_limit('list recovery events', p_limit);
  return query
  select e.recovery_event_id, e.at, e.repair, e.repaired_count, e.sample_uuids, e.repaired_by
    from tasker.recovery_events e
   where e.recovery_event_id < coalesce(p_before, 9223372036854775807)
   order by e.recovery_event_id desc
   limit p_limit;
end
$$;
comment on function tasker_v1.list_recovery_events is 'What was mended, the latest first.';
