-- Turns a semantic version into text that sorts (collation "C") by semver's precedence.
-- Each number is written after its length in two digits, so that 10 comes after 9 whatever its size;
-- "~" ends a release and sorts after the "-" of its prereleases; "!" sorts before every character of an
-- identifier; a numeric identifier ("0…") comes before an alphanumeric one ("1…"). Build metadata does not count.
--
-- returns  text; null for what is no semantic version
-- source   https://semver.org/spec/v2.0.0.html, item 11
create or replace function tasker.version_order (p_version text)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select (select string_agg(lpad(length(n.number)::text, 2, '0') || n.number, '.' order by n.place)
            from unnest(string_to_array(v.parts[1], '.')) with ordinality n (number, place))
         || coalesce('-' || (select string_agg(case when i.word ~ '^[0-9]+$'
                                                    then '0' || lpad(length(i.word)::text, 2, '0') || i.word
                                                    else '1' || i.word end, '!' order by i.place)
                               from unnest(string_to_array(v.parts[2], '.')) with ordinality i (word, place)), '~')
    from regexp_match(p_version, tasker.semver_pattern()) v (parts)
$$;
comment on function tasker.version_order is 'Turns a semantic version into text that sorts by semver''s precedence.';
