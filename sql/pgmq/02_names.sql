-- Gives the name of a queue's table; prefix is q for its messages, a for its archive.
--
-- Table names are lower case: two queues whose names differ only in case are one. The refused characters are
-- those PGMQ refuses; quoting here does not depend on it.
--
-- returns   the name within schema pgmq, not quoted
-- raises    TK001 the name is missing, empty, or has one of the refused characters
create or replace function pgmq.format_table_name (queue_name text, prefix text)
  returns text
  language plpgsql
  immutable
as $$
begin
  if coalesce(queue_name, '') = '' or queue_name ~ '[$;'']|--' then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot use queue "%s": not a queue name', queue_name),
      detail  = 'The name is empty or contains one of: dollar sign, semicolon, quote, double dash.',
      hint    = 'Name queues with letters, digits and underscores.';
  end if;

  return lower(prefix || '_' || queue_name);
end
$$;
comment on function pgmq.format_table_name is 'Gives the name of a queue''s message or archive table.';

-- Refuses a queue name that is too long for the names derived from it.
--
-- Bytes count, not characters: PostgreSQL cuts identifiers at 63 bytes, and the longest derived name adds 16.
--
-- raises    TK001 the name has more than 47 bytes
create or replace function pgmq.validate_queue_name (queue_name text)
  returns void
  language plpgsql
  immutable
as $$
begin
  if octet_length(queue_name) > 47 then
    raise exception using
      errcode = 'TK001',
      message = format('Cannot use queue "%s": the name is too long', queue_name),
      detail  = format('It has %s bytes; 47 is the most.', octet_length(queue_name)),
      hint    = 'Choose a shorter name.';
  end if;
end
$$;
comment on function pgmq.validate_queue_name is 'Refuses a queue name of more than 47 bytes.';
