-- Who may call: keys of programs, users and their sessions, roles, revoked tokens; and the log of what was called.

alter table tasker.api_keys
  add column created_by    text,
  add column revoked_by    text,
  add column replaces      uuid references tasker.api_keys,
  add constraint api_keys_hash_is_sha256 check (length(key_hash) = 32),
  add constraint api_keys_expires_after_creation check (expires_at > created_at),
  add constraint api_keys_prefix_is_short check (prefix ~ '^[a-z0-9]{8}$');
create index api_keys_by_replaces on tasker.api_keys (replaces);
comment on column tasker.api_keys.scopes is 'Roles and permissions, each for all namespaces of the key or for one: operator, tasks:read@payments.';
comment on column tasker.api_keys.namespaces is 'Namespaces that the key reaches at most; null means all.';
comment on column tasker.api_keys.replaces is 'The key that this one was made from when it was rotated.';

create table tasker.access_roles (
  role         text primary key
    constraint access_roles_name_is_a_word check (role ~ '^[a-z][a-z0-9_]{0,62}$'),
  description  text,
  permissions  text[] not null,
  created_at   timestamptz not null
);
comment on table tasker.access_roles is 'Roles of the installation''s own, beside those of tasker.built_in_roles().';

create table tasker.access_users (
  user_uuid            uuid primary key default tasker.uuidv7(),
  username             text not null unique
    constraint access_users_username_is_plain check (username ~ '^[a-z0-9][a-z0-9._@+-]{0,127}$'),
  password_hash        text not null
    constraint access_users_password_is_hashed check (password_hash like '$scrypt$%'),
  scopes               text[] not null,
  namespaces           text[],
  created_at           timestamptz not null,
  disabled_at          timestamptz,
  last_login_at        timestamptz,
  failed_logins_count  integer not null default 0,
  locked_until         timestamptz
);
comment on table tasker.access_users is 'People who sign in with a name and a password.';
comment on column tasker.access_users.password_hash is 'scrypt with its parameters and salt, computed outside: the database never sees a password.';

create table tasker.access_sessions (
  session_uuid  uuid primary key,
  user_uuid     uuid not null references tasker.access_users on delete cascade,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  revoked_at    timestamptz,
  revoked_why   text,
  constraint access_sessions_revocation_has_a_reason check ((revoked_at is null) = (revoked_why is null))
);
create index access_sessions_by_user on tasker.access_sessions (user_uuid);
create index access_sessions_by_expires_at on tasker.access_sessions (expires_at);
comment on table tasker.access_sessions is 'From a login to its logout; every access token names one.';

create table tasker.refresh_tokens (
  token_hash    bytea primary key
    constraint refresh_tokens_hash_is_sha256 check (length(token_hash) = 32),
  session_uuid  uuid not null references tasker.access_sessions on delete cascade,
  issued_at     timestamptz not null,
  expires_at    timestamptz not null,
  used_at       timestamptz
);
create index refresh_tokens_by_session on tasker.refresh_tokens (session_uuid);
comment on table tasker.refresh_tokens is 'Tokens that are changed once for a new pair; only their hashes.';

create table tasker.revoked_tokens (
  token_id    text primary key
    constraint revoked_tokens_id_has_a_length check (length(token_id) between 1 and 255),
  expires_at  timestamptz not null,
  revoked_at  timestamptz not null,
  revoked_by  text
);
create index revoked_tokens_by_expires_at on tasker.revoked_tokens (expires_at);
comment on table tasker.revoked_tokens is 'Ids (jti) of bearer tokens that are not taken any more although they have not expired.';

create table tasker.call_audit (
  call_uuid    uuid primary key,
  at           timestamptz not null,
  subject      text not null,
  kind         text not null,
  action       text not null,
  target       text,
  namespace    text,
  task_uuid    uuid,
  permission   text not null,
  outcome      text not null
    constraint call_audit_outcome_is_known check (outcome in ('done', 'refused', 'denied', 'failed')),
  status       smallint not null,
  code         text,
  reason       text,
  address      text,
  user_agent   text,
  request_id   text,
  duration_ms  integer
);
create index call_audit_by_task on tasker.call_audit (task_uuid) where task_uuid is not null;
create index call_audit_by_subject on tasker.call_audit (subject, call_uuid desc);
comment on table tasker.call_audit is 'Every call that changes something: who, what, from where, why, and how it ended. Append-only.';
comment on column tasker.call_audit.call_uuid is 'UUIDv7 of the time, so the primary key is in the order of time.';

create table tasker.access_settings (
  only_row     boolean primary key default true constraint access_settings_has_one_row check (only_row),
  keep_audit   interval constraint access_settings_keep_audit_is_at_least_a_day check (keep_audit >= interval '1 day'),
  pruned_at    timestamptz
);
comment on table tasker.access_settings is 'How long the log of calls is kept; one row, set from configuration.';
insert into tasker.access_settings default values;
