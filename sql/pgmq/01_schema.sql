-- The tables and row types of PGMQ-compatible queues, for a server that does not offer the pgmq extension.
--
-- Names, columns and their order are those of PGMQ 1.5, so that a program written for it finds what it expects.
-- Not offered: create_partitioned and convert_archive_partitioned, which need the pg_partman extension.
--
-- Every file in this folder may be applied again: queues and messages stay.
create schema if not exists pgmq;
comment on schema pgmq is 'Message queues, compatible with PGMQ 1.5.';

create table if not exists pgmq.meta (
  queue_name     varchar     not null,
  is_partitioned boolean     not null,
  is_unlogged    boolean     not null,
  created_at     timestamptz not null default now(),
  constraint meta_pkey primary key (queue_name)
);
comment on table pgmq.meta is 'Every queue, as it was named when it was created.';

do $$
begin
  if to_regtype('pgmq.message_record') is null then
    create type pgmq.message_record as (
      msg_id      bigint,
      read_ct     integer,
      enqueued_at timestamptz,
      vt          timestamptz,
      message     jsonb,
      headers     jsonb
    );
  end if;

  if to_regtype('pgmq.queue_record') is null then
    create type pgmq.queue_record as (
      queue_name     varchar,
      is_partitioned boolean,
      is_unlogged    boolean,
      created_at     timestamptz
    );
  end if;

  if to_regtype('pgmq.metrics_result') is null then
    create type pgmq.metrics_result as (
      queue_name           text,
      queue_length         bigint,
      newest_msg_age_sec   integer,
      oldest_msg_age_sec   integer,
      total_messages       bigint,
      scrape_time          timestamptz,
      queue_visible_length bigint
    );
  end if;
end
$$;
comment on type pgmq.message_record is 'A message as a reader gets it; vt is when it is visible again.';
comment on type pgmq.queue_record is 'A queue as list_queues() gives it.';
comment on type pgmq.metrics_result is 'The figures of one queue; ages in seconds, null when it is empty.';
