-- Refuses to give a published version another graph.
--
-- raises  TK201; the detail is a JSON array of {path, published, offered}
create or replace function tasker.reject_other_graph (p_template jsonb, p_published jsonb, p_offered jsonb)
  returns void
  language plpgsql
  stable
as $$
begin
  raise exception using
    errcode = 'TK201',
    message = format('Cannot register template "%s": this version is published with another graph',
                     tasker.template_title(p_template)),
    detail = (select jsonb_agg(to_jsonb(d))::text from tasker.template_differences(p_published, p_offered) d),
    hint = 'A published version never changes; publish the new graph under a new version.';
end
$$;
comment on function tasker.reject_other_graph is 'Refuses to give a published version another graph.';
