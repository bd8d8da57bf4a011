-- Looks after what no other loop sees: parked results whose message was lost, or given up, tasks whose owner went stale,
-- and finalizations claimed by a processor that is gone.
-- For once a minute: it reads the whole queue. Idempotent; what it did is in tasker.recovery_events: result_message_lost,
-- result_unrecordable, owner_stale, claim_expired. A call that fails given-up results does no more than that.
--
-- p_limit  most to look after in one call, of each
--
-- returns   how many were looked after
-- locks     for given-up results as tasker.record_results; for stale owners live steps by id, then tasks by id; claims,
--           skipping locked ones
create or replace function tasker_v1.recheck_tasks (p_limit integer default 1000)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now     timestamptz := tasker.now();
  v_silent  uuid[] := tasker.silent_results(p_limit);
  v_failed  uuid[];
  v_stale   uuid[];
  v_claimed uuid[];
begin
  if cardinality(v_silent) > 0 then
    v_failed := tasker.fail_given_up_results(v_silent);
    if cardinality(v_failed) > 0 then
      perform tasker.note_recovery('result_unrecordable', v_failed);
      return cardinality(v_failed);
    end if;
    perform tasker.send_result_messages(v_silent);
    perform tasker.note_recovery('result_message_lost', v_silent);
  end if;

  v_stale := array(select t.task_uuid
                     from tasker.tasks t
                    where t.processor_uuid is not null
                      and t.owned_at < v_now - (select s.ownership_timeout from tasker.settings s)
                    order by t.owned_at
                    limit p_limit);
  if cardinality(v_stale) > 0 then
    perform tasker.lock_live_steps(v_stale);
    perform tasker.disown_tasks(v_stale);
    perform tasker.settle_tasks(v_stale, tasker.session_processor());
    perform tasker.note_recovery('owner_stale', v_stale);
  end if;

  with expired as (
    delete from tasker.task_finalization_claims d
     where d.task_uuid in (select c.task_uuid from tasker.task_finalization_claims c
                            where c.expires_at < v_now limit p_limit for update skip locked)
    returning d.task_uuid
  )
  select array_agg(e.task_uuid order by e.task_uuid) into v_claimed from expired e;
  perform tasker.note_recovery('claim_expired', v_claimed);
  return cardinality(v_silent) + cardinality(v_stale) + coalesce(cardinality(v_claimed), 0);
end
$$;
comment on function tasker_v1.recheck_tasks is 'Looks after stale owners, stale claims and lost messages.';
