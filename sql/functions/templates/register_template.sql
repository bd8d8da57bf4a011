-- Publishes a template: a namespace, a name, a version and the graph that this version has for good.
-- The same version with the same graph only refreshes descriptions, metadata and the like; when nothing
-- differs, nothing is locked and nothing is written.
--
-- p_template  see tasker.template_fields for its fields
--
-- returns   one row: the template, and whether it is new
-- notifies  tasker_templates, when something changed: who remembers templates forgets them
-- raises    TK002 template invalid, every fault in the detail · TK201 this version has another graph
-- locks     one registration at a time, until the caller's transaction ends
create or replace function tasker_v1.register_template (p_template jsonb)
  returns table (named_task_uuid uuid, namespace text, name text, version text, created boolean)
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_published tasker.named_tasks;
  v_graph     jsonb;
  v_created   boolean := false;
begin
  v_published := tasker.find_template(p_template);
  if v_published.configuration is distinct from p_template then  -- else it was found valid when it was published
    perform tasker.reject_template(p_template);
    v_graph := tasker.template_graph(p_template);
    perform pg_advisory_xact_lock(hashtextextended('tasker.register_template', 0));
    v_published := tasker.find_template(p_template);

    if v_published.named_task_id is null then
      v_published := tasker.insert_template(p_template, v_graph);
      v_created := true;
    elsif v_published.graph <> v_graph then
      perform tasker.reject_other_graph(p_template, v_published.graph, v_graph);
    elsif v_published.configuration <> p_template then
      perform tasker.refresh_template(v_published.named_task_id, p_template);
    end if;
    if v_created or v_published.configuration <> p_template then
      perform pg_notify('tasker_templates', p_template ->> 'namespace');
    end if;
  end if;

  return query
  select v_published.named_task_uuid, p_template ->> 'namespace', v_published.name, v_published.version, v_created;
end
$$;
comment on function tasker_v1.register_template is 'Publishes a template, or finds that it is published.';
