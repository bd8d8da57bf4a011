-- The words at some paths of a context: of text and numbers, as they are, without the endings of a language taken off.
--
-- p_paths  keys with dots between; a path through a list means each of its members
create or replace function tasker.context_words (p_context jsonb, p_paths text[])
  returns tsvector
  language sql
  stable
as $$
  select coalesce(jsonb_to_tsvector('simple', jsonb_agg(f.value), '["string", "numeric"]'), '')
    from unnest(p_paths) p (path)
    cross join lateral (
      select ('lax $' || string_agg('.' || to_json(k.key)::text, '' order by k.place))::jsonpath as place
        from unnest(string_to_array(p.path, '.')) with ordinality k (key, place)
    ) j
    cross join lateral jsonb_path_query(p_context, j.place, silent => true) f (value)
$$;
comment on function tasker.context_words is 'The words at some paths of a context.';
