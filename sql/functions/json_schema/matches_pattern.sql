-- Whether a text matches the regular expression of a JSON Schema `pattern`: anywhere, unless it is anchored.
-- Word boundaries are written \b in ECMAScript and \y here; the rest is read as PostgreSQL reads it.
create or replace function tasker.matches_pattern (p_text text, p_pattern text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select p_text ~ case when p_pattern ~* '\\b'
    then regexp_replace(regexp_replace(p_pattern, '((?:^|[^\\])(?:\\\\)*)\\b', '\1\\y', 'g'),
                        '((?:^|[^\\])(?:\\\\)*)\\B', '\1\\Y', 'g')
    else p_pattern end
$$;
comment on function tasker.matches_pattern is 'Whether a text matches the regular expression of a JSON Schema pattern.';
