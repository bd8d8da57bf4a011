-- The regular expression of semantic versions; it captures the three numbers and the prerelease.
--
-- source  https://semver.org/spec/v2.0.0.html, the suggested expression
create or replace function tasker.semver_pattern ()
  returns text
  language sql
  immutable
  parallel safe
as $$
  select '^((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))'
         || '(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?'
         || '(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$'
$$;
comment on function tasker.semver_pattern is 'The regular expression of semantic versions.';
