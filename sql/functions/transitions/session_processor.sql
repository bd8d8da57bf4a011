-- The orchestrator whose session this is: each sets tasker.processor_uuid on its connections.
--
-- returns  null for sessions of others
create or replace function tasker.session_processor ()
  returns uuid
  language sql
  stable
as $$
  select nullif(current_setting('tasker.processor_uuid', true), '')::uuid
$$;
comment on function tasker.session_processor is 'The orchestrator whose session this is.';
