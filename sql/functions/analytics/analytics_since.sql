-- The beginning of a period to analyse: the one given, or some time before now.
create or replace function tasker.analytics_since (p_since timestamptz, p_default interval)
  returns timestamptz
  language sql
  stable
as $$
  select coalesce(p_since, tasker.now() - p_default)
$$;
comment on function tasker.analytics_since is 'The beginning of a period to analyse.';
