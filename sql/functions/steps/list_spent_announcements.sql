-- Of steps that messages announced, those that nobody can claim now: somebody runs them, they are over, or gone.
-- Should one become ready again, it is announced again.
--
-- p_step_uuids  steps named by messages
--
-- returns  such steps
create or replace function tasker_v1.list_spent_announcements (p_step_uuids uuid[])
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select u.step_uuid
    from unnest(p_step_uuids) u (step_uuid)
   where not exists (
     select from tasker.step_queue q
      where q.step_uuid = u.step_uuid
        and q.worker_uuid is null);
end
$$;
comment on function tasker_v1.list_spent_announcements is 'Of steps that messages announced, those that nobody can claim now.';
