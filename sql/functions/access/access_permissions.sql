-- Every permission there is, in the order of orchestration/access/permissions.ts, which says what each allows.
--
-- is_namespaced  whether it can be held for some namespaces only; what cannot is held for all or not at all
create or replace function tasker.access_permissions ()
  returns table (permission text, is_namespaced boolean)
  language sql
  immutable
  parallel safe
as $$
  values
    ('tasks:create', true), ('tasks:read', true), ('tasks:cancel', true), ('tasks:operate', true),
    ('steps:read', true), ('steps:operate', true),
    ('templates:read', true), ('templates:write', true),
    ('dlq:read', true), ('dlq:write', true),
    ('analytics:read', true),
    ('workers:read', true), ('workers:act', true),
    ('system:read', false), ('system:operate', false),
    ('config:read', false), ('audit:read', false), ('auth:manage', false)
$$;
comment on function tasker.access_permissions is 'Every permission there is.';
