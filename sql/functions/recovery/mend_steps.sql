-- Gives stranded steps what they lack, so that they move again: a queue row, a timer, a right counter. A running step
-- without its queue row has lost its lease, and counts as if its worker had died.
--
-- p_task_uuids  tasks whose queue rows, live steps and own rows the caller has locked
--
-- returns  the steps that were mended
-- locks    none of its own
create or replace function tasker.mend_steps (p_task_uuids uuid[])
  returns uuid[]
  language plpgsql
  volatile
as $$
declare
  v_now      timestamptz := tasker.now();
  v_mended   uuid[] := '{}';
  v_step_uuids uuid[];
  r_repair   record;
begin
  for r_repair in
    select f.repair, array_agg(f.step_uuid order by f.step_uuid) as step_uuids
      from tasker.stranded_steps(p_task_uuids) f
     group by f.repair
     order by f.repair
  loop
    v_step_uuids := r_repair.step_uuids;
    case r_repair.repair
      when 'counter_wrong' then
        update tasker.workflow_steps s
           set remaining_parents = r.missing_count
          from (select c.step_uuid, count(p.step_uuid)::integer as missing_count
                  from tasker.workflow_steps c
                  left join tasker.named_step_edges e on e.named_task_id = c.named_task_id and e.to_position = c.position
                  left join tasker.workflow_steps p
                    on p.step_uuid = tasker.step_uuid(c.task_uuid, e.from_position)
                   and p.state not in ('complete', 'resolved_manually')
                 where c.step_uuid = any (v_step_uuids)
                 group by c.step_uuid) r
         where s.step_uuid = r.step_uuid;
        perform tasker.enqueue_steps(array(
          select s.step_uuid from tasker.workflow_steps s
            join tasker.tasks t on t.task_uuid = s.task_uuid
           where s.step_uuid = any (v_step_uuids) and t.state <> 'pending'), '{"event": "counter_wrong"}');
      when 'step_stranded' then
        perform tasker.enqueue_steps(v_step_uuids, '{"event": "step_stranded"}');
      when 'timer_missing' then
        insert into tasker.timers (waiter_uuid, due_at, kind)
        select u.step_uuid, v_now, 'retry' from unnest(v_step_uuids) u (step_uuid);
      when 'queue_row_missing' then
        perform tasker.restore_queue_rows(v_step_uuids);
    end case;
    perform tasker.note_recovery(r_repair.repair, v_step_uuids);
    v_mended := v_mended || v_step_uuids;
  end loop;
  return v_mended;
end
$$;
comment on function tasker.mend_steps is 'Gives stranded steps what they lack, so that they move again.';
