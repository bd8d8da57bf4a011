-- Takes back steps whose lease is over: the worker died, froze or lost the network. The attempt counts, so a step
-- that kills its workers ends in error. A lease is over when its own time and its worker's both are.
--
-- Idempotent; what it did is in tasker.recovery_events: lease_expired, attempts_exhausted, worker_dead, abort_forgotten.
--
-- p_limit          most to take back in one call
-- p_is_thorough    look even when every worker that runs is alive: a full look at the queue, for once a minute
--
-- returns   how many steps were queued again, and how many failed for good
-- locks     queue rows (skipping locked ones), live steps by id, tasks by id, workers (skipping locked ones)
create or replace function tasker_v1.recover_expired_leases (p_limit integer default 1000, p_is_thorough boolean default false)
  returns table (requeued_count integer, failed_count integer)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now      timestamptz := tasker.now();
  v_expired  uuid[];
  v_requeued uuid[];
  v_failed   uuid[];
  v_dead     uuid[];
begin
  if not p_is_thorough
     and not exists (select from tasker.workers w
                      where w.state = 'running' and w.leased_until < v_now or w.recheck_at < v_now) then
    return query select 0, 0;
    return;
  end if;

  select array_agg(e.step_uuid) into v_expired
    from (select q.step_uuid
            from tasker.step_queue q
           where q.leased_until < v_now
             and not exists (select from tasker.workers w
                              where w.worker_uuid = q.worker_uuid and w.leased_until >= v_now)
           order by q.step_uuid
           limit p_limit
             for update skip locked) e;
  if v_expired is not null then
    perform tasker.lock_live_steps(array(select distinct tasker.task_uuid(e.step_uuid) from unnest(v_expired) e (step_uuid)));
    v_failed := tasker.fail_lost_attempts(v_expired);
    v_requeued := tasker.requeue_lost_attempts(v_expired);
    perform tasker.drop_spent_rows(v_expired);
    perform tasker.note_recovery('lease_expired', v_requeued);
    perform tasker.note_recovery('attempts_exhausted', v_failed);
  end if;

  v_dead := tasker.bury_workers();
  perform tasker.note_recovery('worker_dead', v_dead);
  perform tasker.note_recovery('abort_forgotten', tasker.forget_aborts());
  return query select coalesce(cardinality(v_requeued), 0), coalesce(cardinality(v_failed), 0);
end
$$;
comment on function tasker_v1.recover_expired_leases is 'Takes back steps whose lease is over.';
