-- The two schemas, and the ledger of what is installed in them.
create schema tasker;
create schema tasker_v1;
comment on schema tasker is 'Tables and private functions of tasker; no client touches it.';
comment on schema tasker_v1 is 'The door of tasker: functions that keep their signature and sense as long as v1 lives.';

create table tasker.migrations (
  number      int primary key,
  name        text not null,
  chain       text not null,
  applied_at  timestamptz not null default statement_timestamp(),
  constraint migrations_number_is_positive check (number > 0),
  constraint migrations_chain_is_sha256_hex check (chain ~ '^[0-9a-f]{64}$')
);
comment on table tasker.migrations is 'One row for each file of sql/schema that this database has run.';
comment on column tasker.migrations.chain is 'SHA-256 of the chain before and this file''s text: an edited file breaks it.';

create table tasker.functions (
  part        text primary key,
  release     text not null,
  digest      text not null,
  applied_at  timestamptz not null default statement_timestamp(),
  constraint functions_part_is_known check (part in ('functions', 'pgmq')),
  constraint functions_digest_is_sha256_hex check (digest ~ '^[0-9a-f]{64}$')
);
comment on table tasker.functions is 'Which release of the replaceable SQL this database has, and its digest.';
