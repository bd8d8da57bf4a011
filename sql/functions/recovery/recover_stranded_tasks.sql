-- Looks for what should never be, and sets it right: queue rows and timers that nobody waits by, steps and tasks that
-- nothing would ever move again. Each call examines the next tasks in the order of their uuids and remembers how far it
-- came; after the last it begins anew. One session at a time.
-- A call that removes stray rows does no more than that: with them locked it must not wait for others.
-- Idempotent; what it did is in tasker.recovery_events: stray_wait, queue_row_missing, timer_missing, counter_wrong,
-- step_stranded, task_unsettled.
--
-- p_limit  most tasks to examine, 1 to 10,000
--
-- returns   how many tasks were examined, and how many steps and tasks were mended; is_round_over: it came to the last task
-- raises    TK001 limit out of range
-- locks     the progress row (skipping it when locked); stray rows (skipping locked ones), or of stranded tasks: queue rows
--           by step id, live steps by id, tasks by id
create or replace function tasker_v1.recover_stranded_tasks (p_limit integer default 5000)
  returns table (examined_count integer, mended_count integer, is_round_over boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
  set jit = off
as $$
declare
  c_first    constant uuid := '00000000-0000-0000-0000-000000000000';
  c_last     constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffff0000';
  v_after    uuid;
  v_until    uuid;
  v_count    integer;
  v_live     uuid[];
  v_stray    uuid[];
  v_mended   uuid[];
  v_settled  uuid[];
  v_is_over  boolean;
begin
  perform tasker.check_row_limit('look for stranded tasks', p_limit);
  select p.examined_until into v_after from tasker.recovery_progress p for update skip locked;
  if not found then
    return query select 0, 0, true;
    return;
  end if;

  select count(*), (array_agg(t.task_uuid order by t.task_uuid desc))[1],
         array_agg(t.task_uuid order by t.task_uuid) filter (where t.state < 'complete')
    into v_count, v_until, v_live
    from (select t.task_uuid, t.state from tasker.tasks t
           where t.task_uuid > v_after order by t.task_uuid limit p_limit) t;
  v_is_over := v_count < p_limit;
  v_stray := tasker.drop_stray_waits(v_after, case when v_is_over then c_last else v_until end);
  if v_stray is not null then
    perform tasker.note_recovery('stray_wait', v_stray);
    return query select 0, cardinality(v_stray), false;
    return;
  end if;

  v_live := tasker.stranded_tasks(v_live);
  if cardinality(v_live) > 0 then
    perform
       from unnest(v_live) t (task_uuid)
       join tasker.step_queue q on q.step_uuid > t.task_uuid and q.step_uuid <= tasker.step_uuid(t.task_uuid, 65535)
      order by q.step_uuid
        for update of q;
    perform tasker.lock_live_steps(v_live);
    perform from tasker.tasks t where t.task_uuid = any (v_live) order by t.task_uuid for update;
    v_mended := tasker.mend_steps(v_live);
    v_settled := tasker.mend_tasks(v_live);
  end if;
  update tasker.recovery_progress p set examined_until = case when v_is_over then c_first else v_until end;
  return query select v_count, coalesce(cardinality(v_mended), 0) + coalesce(cardinality(v_settled), 0), v_is_over;
end
$$;
comment on function tasker_v1.recover_stranded_tasks is 'Looks for steps and tasks that nothing would ever move again, and sets them right.';
