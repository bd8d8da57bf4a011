-- Tells whether the default partition of a history table holds moves of the week that starts at a time:
-- then no partition can be made for that week any more, and the default one keeps them.
create or replace function tasker.default_partition_has (p_parent text, p_starts_at timestamptz)
  returns boolean
  language plpgsql
  stable
as $$
declare
  v_has boolean;
begin
  execute format('select exists (select from tasker.%I d where d.at >= $1 and d.at < $1 + interval ''1 week'')', p_parent || '_default')
    into v_has using p_starts_at;
  return v_has;
end
$$;
comment on function tasker.default_partition_has is 'Tells whether the default partition holds moves of a week.';
