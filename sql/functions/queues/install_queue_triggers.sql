-- Puts the trigger on pgmq.meta that announces new queues, also where the pgmq extension owns the table.
--
-- returns   false when this role may not; then a warning says so, and listeners learn of new queues by polling
create or replace function tasker.install_queue_triggers ()
  returns boolean
  language plpgsql
  volatile
as $$
begin
  create or replace trigger announce_created_queue
    after insert on pgmq.meta
    for each row execute function tasker.announce_created_queue();
  return true;
exception
  when insufficient_privilege then
    raise warning using
      message = 'Cannot announce new queues: no right to put a trigger on pgmq.meta',
      hint    = 'Migrate as the owner of pgmq.meta, or grant trigger on it to this role.';
    return false;
end
$$;
comment on function tasker.install_queue_triggers is 'Puts the trigger on pgmq.meta that announces new queues.';
