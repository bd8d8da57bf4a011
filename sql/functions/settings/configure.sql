-- Sets what holds for the whole installation, from configuration.
--
-- p_settings  any of {transport, max_context_bytes, max_result_bytes, priority_ageing_hours, ownership_timeout_seconds,
--             finalization_timeout_seconds, backoff_strategy, backoff_base_ms, max_backoff_ms, backoff_jitter}
--
-- raises    TK001 unknown key or bad value
-- locks     the settings row
create or replace function tasker_v1.configure (p_settings jsonb)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_unknown text;
  v_fault   text;
begin
  select string_agg(format('"%s"', k.key), ', ') into v_unknown
    from jsonb_object_keys(p_settings) k (key)
   where k.key <> all ('{transport,max_context_bytes,max_result_bytes,priority_ageing_hours,ownership_timeout_seconds,finalization_timeout_seconds,backoff_strategy,backoff_base_ms,max_backoff_ms,backoff_jitter}');
  if v_unknown is not null then
    raise exception using errcode = 'TK001', message = format('Cannot configure: there is no setting %s', v_unknown),
      hint = 'See tasker_v1.configure for the settings.';
  end if;

  select format('"%s" must lie between %s and %s', r.name, r.low, r.high) into v_fault
    from (values ('priority_ageing_hours', 0, 8760), ('ownership_timeout_seconds', 1, 86400),
                 ('finalization_timeout_seconds', 1, 86400), ('backoff_base_ms', 0, 3600000),
                 ('max_backoff_ms', 0, 86400000)) r (name, low, high)
   where (p_settings ->> r.name)::numeric not between r.low and r.high
   limit 1;
  if v_fault is not null then
    raise exception using errcode = 'TK001', message = format('Cannot configure: %s', v_fault),
      hint = 'See tasker_v1.configure for the settings.';
  end if;

  update tasker.settings s
     set transport = coalesce(p_settings ->> 'transport', s.transport),
         max_context_bytes = coalesce((p_settings ->> 'max_context_bytes')::integer, s.max_context_bytes),
         max_result_bytes = coalesce((p_settings ->> 'max_result_bytes')::integer, s.max_result_bytes),
         priority_ageing = coalesce(make_interval(secs => (p_settings ->> 'priority_ageing_hours')::double precision * 3600), s.priority_ageing),
         ownership_timeout = coalesce(make_interval(secs => (p_settings ->> 'ownership_timeout_seconds')::double precision), s.ownership_timeout),
         finalization_timeout = coalesce(make_interval(secs => (p_settings ->> 'finalization_timeout_seconds')::double precision), s.finalization_timeout),
         backoff_strategy = coalesce(p_settings ->> 'backoff_strategy', s.backoff_strategy),
         backoff_base_ms = coalesce((p_settings ->> 'backoff_base_ms')::integer, s.backoff_base_ms),
         max_backoff_ms = coalesce((p_settings ->> 'max_backoff_ms')::integer, s.max_backoff_ms),
         backoff_jitter = coalesce((p_settings ->> 'backoff_jitter')::double precision, s.backoff_jitter);
exception
  when check_violation or data_exception then
    raise exception using errcode = 'TK001', message = format('Cannot configure: %s', sqlerrm),
      hint = 'See tasker_v1.configure for the settings.';
end
$$;
comment on function tasker_v1.configure is 'Sets what holds for the whole installation.';
