-- Who may call what. Runs last, whenever functions were put in place: a new function is
-- callable by anyone until this says otherwise.
--
-- Three roles: `tasker_client` creates, reads and operates; `tasker_worker` claims and completes, publishes the
-- templates it has handlers for, and reads too; `tasker_orchestrator` runs the loops and may call everything. A program
-- that is two of these is a member of both roles. They belong to the whole server, so they are made only if the
-- installer may; otherwise the door is granted to the installer, and a notice says so.
revoke all on schema tasker, tasker_v1 from public;
revoke all on all functions in schema tasker, tasker_v1 from public;
revoke all on all tables in schema tasker from public;

do $$
declare
  -- steps in a worker's hands, and its own row in tasker.workers
  v_of_workers constant text :=
    '^(claim|release)_(\w+_)?steps(_packed)?$|^defer_steps$|^complete_steps(_report|_packed)?$'
    '|^start_tasks(_packed)?$|^(submit_step_results|heartbeat)$|_worker(_|$)';
  -- what the loops do, and the moves that no person makes
  v_of_orchestrators constant text :=
    '^(announce|archive_tasks|configure|detect_and|ensure|process|prune|recheck|recover|run|wake)(_|$)'
    '|^defer_unserved_steps$|_atomic$|finaliz|_orchestrator$';
  -- what clients and workers both do: read, send and read messages, publish templates
  v_of_both constant text :=
    '^(get|list|find|explain|check|calculate|pgmq|extract)_|_messages$|^((oldest_)?api_level|detect_cycle|next_due_at|register_template)$';
  -- keys, users, sessions, roles, the log of calls: the API's, which asks for everyone else; sealing anew: who has the keys
  v_of_access constant text :=
    '_(api_keys?|access)(_|$)|_recorded_calls$|^record_calls$|_call_audit$|_failed_login$|_sealed_values$';
  v_roles constant text[] := '{tasker_client,tasker_worker,tasker_orchestrator}';
  v_may_create boolean := (select r.rolcreaterole or r.rolsuper from pg_roles r where r.rolname = current_user);
  v_has_roles boolean;
  v_role text;
  r_function record;
begin
  foreach v_role in array v_roles loop
    if to_regrole(v_role) is null and v_may_create then
      begin
        execute format('create role %I nologin', v_role);
      exception when duplicate_object or unique_violation then
        null;  -- another database of this server was migrated at the same moment
      end;
    end if;
  end loop;

  v_has_roles := (select bool_and(to_regrole(r.name) is not null) from unnest(v_roles) r (name));
  if not v_has_roles then
    raise notice using
      message = format('Cannot create the roles tasker_client, tasker_worker and tasker_orchestrator: %s may not create roles',
                       current_user),
      hint = 'The door is granted to that user alone; create the roles and migrate again to share it.';
  else
    revoke all on all functions in schema tasker_v1 from tasker_client, tasker_worker, tasker_orchestrator;
  end if;

  foreach v_role in array case when v_has_roles then v_roles else array[current_user::text] end loop
    execute format('grant usage on schema tasker_v1 to %I', v_role);
    for r_function in
      select p.oid::regprocedure as signature
        from pg_proc p
       where p.pronamespace = 'tasker_v1'::regnamespace
         and case v_role
               when 'tasker_worker' then (p.proname ~ v_of_workers or p.proname ~ v_of_both) and p.proname !~ v_of_access
               when 'tasker_client' then (p.proname !~ v_of_workers or p.proname ~ v_of_both) and p.proname !~ v_of_orchestrators and p.proname !~ v_of_access
               else true
             end
       order by p.oid
    loop
      execute format('grant execute on function %s to %I', r_function.signature, v_role);
    end loop;
  end loop;
end
$$;
