-- What scopes allow, and where.
--
-- p_scopes      each a role, a permission or `resource:*`, with `@namespace` behind it to limit it: operator, tasks:read@payments
-- p_namespaces  what all of them reach at most; null means all
--
-- returns   one row a permission and reach; namespaces null means all; a permission that cannot be limited is left out where it is
create or replace function tasker.scope_permissions (p_scopes text[], p_namespaces text[])
  returns table (permission text, namespaces text[])
  language sql
  stable
as $$
  with scope as (
    select split_part(s.scope, '@', 1) as what, nullif(split_part(s.scope, '@', 2), '') as namespace
      from unnest(p_scopes) s (scope)
  ), named as (
    select r.permission, s.namespace
      from scope s
      join tasker.access_roles_known() k on k.role = s.what
      cross join lateral unnest(k.permissions) r (permission)
    union
    select p.permission, s.namespace
      from scope s
      join tasker.access_permissions() p on p.permission = s.what or split_part(p.permission, ':', 1) || ':*' = s.what
  )
  select n.permission,
         case when bool_or(n.namespace is null) then p_namespaces else array_agg(distinct n.namespace order by n.namespace) end
    from named n
    join tasker.access_permissions() p on p.permission = n.permission
   where n.namespace is null or p_namespaces is null or n.namespace = any (p_namespaces)
   group by n.permission, p.is_namespaced
  having p.is_namespaced or (p_namespaces is null and bool_or(n.namespace is null))
   order by n.permission
$$;
comment on function tasker.scope_permissions is 'What scopes allow, and where.';
