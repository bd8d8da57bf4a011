-- What scopes allow, for whoever has them from elsewhere: the claims of a bearer token.
--
-- p_scopes      see tasker.scope_permissions; unknown ones allow nothing
-- p_namespaces  null means all
--
-- returns   [{"permission": …, "namespaces": [...] or null}], and the scopes that nobody knows
create or replace function tasker_v1.get_access_grants (p_scopes text[], p_namespaces text[] default null)
  returns table (grants jsonb, unknown_scopes text[])
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select tasker.scopes_as_json(p_scopes, p_namespaces),
         array(select s.scope
                 from unnest(p_scopes) s (scope)
                where not exists (select from tasker.access_roles_known() k where k.role = split_part(s.scope, '@', 1))
                  and not exists (select from tasker.access_permissions() p
                                   where split_part(s.scope, '@', 1) in (p.permission, split_part(p.permission, ':', 1) || ':*')))
$$;
comment on function tasker_v1.get_access_grants is 'What scopes allow, and which of them nobody knows.';
