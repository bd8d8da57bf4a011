-- Locks a key that can still be used.
--
-- p_what    what is to be done with it, to begin the message with
-- p_prefix  its visible part, or its uuid
--
-- raises   TK108 no such key · TK207 it is revoked or has expired
-- locks    the key
create or replace function tasker.find_api_key (p_what text, p_prefix text)
  returns tasker.api_keys
  language plpgsql
  volatile
as $$
declare
  v_key    tasker.api_keys;
  v_status text;
begin
  select k.* into v_key from tasker.api_keys k where k.prefix = p_prefix or k.api_key_uuid::text = p_prefix for update;
  if not found then
    raise exception using
      errcode = 'TK108',
      message = format('%s: there is no key "%s"', p_what, p_prefix),
      hint = 'See `tasker auth keys list`; a key is named by its prefix or its uuid.';
  end if;
  v_status := tasker.describe_api_key(v_key) ->> 'status';
  if v_status <> 'active' then
    raise exception using
      errcode = 'TK207',
      message = format('%s: the key "%s" is %s', p_what, p_prefix, v_status),
      hint = 'Create another one.';
  end if;
  return v_key;
end
$$;
comment on function tasker.find_api_key is 'Locks a key that can still be used.';
