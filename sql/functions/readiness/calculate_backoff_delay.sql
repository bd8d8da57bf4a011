-- Tells how long to wait before the next attempt. What is null is taken from tasker.settings.
--
-- p_attempts  attempts so far; 1 after the first failure, 0 gives no delay
-- p_base_ms   delay before the first retry, 0 to 3600000
-- p_max_ms    longest delay, 0 to 86400000
-- p_strategy  none, linear, exponential or fibonacci; see tasker.backoff_delay
-- p_jitter    share by which the delay may be longer or shorter, 0 to 1
--
-- returns   an interval, never longer than p_max_ms; random unless the jitter is 0
-- raises    TK001 argument out of range
create or replace function tasker_v1.calculate_backoff_delay (
  p_attempts integer,
  p_base_ms  integer default null,
  p_max_ms   integer default null,
  p_strategy text default null,
  p_jitter   double precision default null
)
  returns interval
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings tasker.settings;
  v_fault    text := case
    when p_attempts is null or p_attempts < 0 then 'p_attempts must be a count'
    when p_base_ms not between 0 and 3600000 then 'p_base_ms must lie between 0 and 3600000'
    when p_max_ms not between 0 and 86400000 then 'p_max_ms must lie between 0 and 86400000'
    when p_strategy not in ('none', 'linear', 'exponential', 'fibonacci')
      then 'p_strategy must be none, linear, exponential or fibonacci'
    when not p_jitter between 0 and 1 then 'p_jitter must lie between 0 and 1'
  end;
begin
  if v_fault is not null then
    raise exception using
      errcode = 'TK001',
      message = 'Cannot calculate a backoff delay: ' || v_fault,
      detail = format('They are attempts %s, base %s ms, max %s ms, strategy %s, jitter %s.', p_attempts,
                      coalesce(p_base_ms::text, 'default'), coalesce(p_max_ms::text, 'default'),
                      coalesce(p_strategy, 'default'), coalesce(p_jitter::text, 'default')),
      hint = 'Leave an argument null to take what is configured.';
  end if;
  select s.* into v_settings from tasker.settings s;
  return tasker.backoff_delay(p_attempts, coalesce(p_base_ms, v_settings.backoff_base_ms),
                              coalesce(p_max_ms, v_settings.max_backoff_ms),
                              coalesce(p_strategy, v_settings.backoff_strategy),
                              coalesce(p_jitter, v_settings.backoff_jitter));
end
$$;
comment on function tasker_v1.calculate_backoff_delay is 'Tells how long to wait before the next attempt.';
