-- Turns a rank back into the priority it stands for at a time: points of priority plus points of age.
--
-- p_ageing  the age that counts as one point: tasker.settings.priority_ageing
create or replace function tasker.rank_priority (p_rank bigint, p_ageing interval, p_now timestamptz)
  returns numeric
  language sql
  stable
  parallel safe
as $$
  select round((extract(epoch from p_now) - p_rank / 1e6) / extract(epoch from p_ageing), 4)
$$;
comment on function tasker.rank_priority is 'Turns a rank back into the priority it stands for at a time.';
