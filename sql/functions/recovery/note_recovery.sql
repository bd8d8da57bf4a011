-- Writes down what a repair mended; nothing when there was nothing to mend.
--
-- p_repair  one of tasker.known_repairs()
-- p_uuids   the steps, tasks or workers it was about; null or empty: none
create or replace function tasker.note_recovery (p_repair text, p_uuids uuid[])
  returns void
  language sql
  volatile
as $$
  insert into tasker.recovery_events (at, repair, repaired_count, sample_uuids, repaired_by)
  select tasker.now(), p_repair, cardinality(p_uuids), p_uuids[:10],
         coalesce(nullif(current_setting('tasker.processor_uuid', true), ''), current_setting('application_name'))
   where cardinality(p_uuids) > 0
$$;
comment on function tasker.note_recovery is 'Writes down what a repair mended.';
