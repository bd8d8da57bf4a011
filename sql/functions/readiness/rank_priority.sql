-- Turns a rank back into the priority it stands for now: points of priority plus points of age.
create or replace function tasker.rank_priority (p_rank bigint)
  returns numeric
  language sql
  stable
as $$
  select round((extract(epoch from tasker.now()) - p_rank / 1e6) / extract(epoch from s.priority_ageing), 4)
    from tasker.settings s
$$;
comment on function tasker.rank_priority is 'Turns a rank back into the priority it stands for now.';
