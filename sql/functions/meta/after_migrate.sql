-- Brings data in line with the functions just put in place. Called last by every migration; idempotent.
create or replace function tasker.after_migrate ()
  returns void
  language plpgsql
  volatile
as $$
begin
  perform tasker.refuse_outdated_programs(tasker_v1.oldest_api_level());
  perform tasker_v1.ensure_partitions();
  perform tasker.install_queue_triggers();
  perform tasker.install_audit_guard();
  perform tasker.ensure_orchestration_queues();
end
$$;
comment on function tasker.after_migrate is 'Brings data in line with the functions just put in place.';
