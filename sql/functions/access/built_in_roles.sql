-- The roles that every installation has. Others are in tasker.access_roles.
create or replace function tasker.built_in_roles ()
  returns table (role text, description text, permissions text[])
  language sql
  immutable
  parallel safe
as $$
  select 'admin', 'Everything', array(select p.permission from tasker.access_permissions() p)
  union all
  values
    ('operator', 'Runs the system: reads all but configuration and audit, operates tasks, steps and dead letters',
     '{tasks:create,tasks:read,tasks:cancel,tasks:operate,steps:read,steps:operate,templates:read,dlq:read,dlq:write,analytics:read,workers:read,system:read,system:operate}'::text[]),
    ('viewer', 'Reads all but configuration and audit',
     '{tasks:read,steps:read,templates:read,dlq:read,analytics:read,workers:read,system:read}'),
    ('client', 'A program that asks for tasks and waits for them',
     '{tasks:create,tasks:read,tasks:cancel,steps:read,templates:read}'),
    ('publisher', 'A deployment that publishes templates', '{templates:read,templates:write}'),
    ('worker', 'A worker: claims and completes steps', '{workers:act,workers:read,templates:read,templates:write}'),
    ('auditor', 'Reads who called what, and what came of it', '{audit:read,config:read,tasks:read,steps:read,dlq:read}')
$$;
comment on function tasker.built_in_roles is 'The roles that every installation has.';
