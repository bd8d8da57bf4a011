-- Computes the delay before the next attempt; arguments as calculate_backoff_delay checks them, none is null.
-- The first retry waits the base, whatever the strategy: linear base × n, fibonacci base × (1, 1, 2, 3, 5, …),
-- exponential base × 2^(n - 1). Jitter moves the delay by up to its share either way, then the cap holds.
-- Growth stops counting at 40, far beyond every cap, so that nothing overflows.
create or replace function tasker.backoff_delay (
  p_attempts integer,
  p_base_ms  integer,
  p_max_ms   integer,
  p_strategy text,
  p_jitter   double precision
)
  returns interval
  language sql
  volatile
  parallel safe
as $$
  select make_interval(secs => least(
    p_max_ms,
    case when p_attempts < 1 then 0 else p_base_ms end
      * case p_strategy
          when 'linear' then p_attempts
          when 'exponential' then power(2, least(p_attempts, 40) - 1)
          when 'fibonacci' then round(power((1 + sqrt(5)) / 2, least(p_attempts, 40)) / sqrt(5))
          else 0
        end
      * (1 + p_jitter * (2 * random() - 1))
  ) / 1000)
$$;
comment on function tasker.backoff_delay is 'Computes the delay before the next attempt.';
