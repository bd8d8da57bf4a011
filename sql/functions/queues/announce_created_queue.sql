-- Tells listeners of pgmq_queue_created that a queue was created; the trigger function of pgmq.meta.
--
-- Payload: event_type queue_created, queue_name, namespace, created_at.
--
-- Runs as its owner, unlike other private functions: whoever may create a queue need not have rights here.
create or replace function tasker.announce_created_queue ()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_notify(
    'pgmq_queue_created',
    jsonb_build_object(
      'event_type', 'queue_created',
      'queue_name', new.queue_name,
      'namespace', tasker_v1.extract_queue_namespace(new.queue_name),
      'created_at', new.created_at
    )::text
  );
  return null;
end
$$;
comment on function tasker.announce_created_queue is 'Tells listeners that a queue was created.';
