-- What scopes allow, as programs keep it: [{"permission": …, "namespaces": [...] or null for all}].
create or replace function tasker.scopes_as_json (p_scopes text[], p_namespaces text[])
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(jsonb_build_object('permission', p.permission, 'namespaces', p.namespaces)), '[]')
    from tasker.scope_permissions(p_scopes, p_namespaces) p
$$;
comment on function tasker.scopes_as_json is 'What scopes allow, as JSON.';
