-- Who may call what. Runs last, whenever functions were put in place: a new function is
-- callable by anyone until this says otherwise.
--
-- Two roles: `tasker_client` creates, reads and operates; `tasker_worker` claims and completes,
-- and reads too. They belong to the whole server, so they are made only if the installer may;
-- otherwise the door is granted to the installer, and a notice says so.
revoke all on schema tasker, tasker_v1 from public;
revoke all on all functions in schema tasker, tasker_v1 from public;
revoke all on all tables in schema tasker from public;

do $$
declare
  -- steps in a worker's hands, and its own row in tasker.workers
  v_of_workers constant text :=
    '^(claim|defer|release)_(\w+_)?steps$|^complete_steps(_report)?$|^submit_step_results$|^heartbeat$|_worker(_|$)';
  -- what both read, and the messages of the pgmq transport
  v_of_both constant text := '^(get|list|check|calculate|pgmq)_|_messages$|^(api_level|detect_cycle|next_due_at)$';
  v_may_create boolean := (select r.rolcreaterole or r.rolsuper from pg_roles r where r.rolname = current_user);
  v_role text;
  v_worker text := current_user;
  v_client text := current_user;
  r_function record;
begin
  foreach v_role in array array['tasker_client', 'tasker_worker'] loop
    if to_regrole(v_role) is null and v_may_create then
      begin
        execute format('create role %I nologin', v_role);
      exception when duplicate_object or unique_violation then
        null;  -- another database of this server was migrated at the same moment
      end;
    end if;
  end loop;

  if to_regrole('tasker_client') is null or to_regrole('tasker_worker') is null then
    raise notice using
      message = format('Cannot create the roles tasker_client and tasker_worker: %s may not create roles', current_user),
      hint = 'The door is granted to that user alone; create the roles and migrate again to share it.';
  else
    v_client := 'tasker_client';
    v_worker := 'tasker_worker';
    revoke all on all functions in schema tasker_v1 from tasker_client, tasker_worker;
  end if;

  execute format('grant usage on schema tasker_v1 to %I, %I', v_client, v_worker);
  for r_function in
    select p.oid::regprocedure as signature, p.proname::text as name
      from pg_proc p
     where p.pronamespace = 'tasker_v1'::regnamespace
     order by p.oid
  loop
    if r_function.name ~ v_of_workers or r_function.name ~ v_of_both then
      execute format('grant execute on function %s to %I', r_function.signature, v_worker);
    end if;
    if r_function.name !~ v_of_workers then
      execute format('grant execute on function %s to %I', r_function.signature, v_client);
    end if;
  end loop;
end
$$;
