-- The JSON Schema keywords that tasker supports (of draft 2020-12); a schema that uses another is refused.
-- core/json_schema.ts lists the same for TypeScript.
--
-- kind      what the keyword's argument must be, a check in tasker.json_schema_argument_fault
-- in_place  whether the schemas in the argument judge the same value as the schema around them
-- note      enforced formats: date, date-time, email, uri, uuid; any other format is an annotation
create or replace function tasker.json_schema_keywords ()
  returns table (keyword text, kind text, in_place boolean)
  language sql
  immutable
  parallel safe
as $$
  values
    ('type', 'types', false),
    ('enum', 'list', false),
    ('const', 'any', false),
    ('properties', 'schema_map', false),
    ('required', 'texts', false),
    ('additionalProperties', 'schema', false),
    ('propertyNames', 'schema', false),
    ('minProperties', 'count', false),
    ('maxProperties', 'count', false),
    ('items', 'schema', false),
    ('prefixItems', 'schemas', false),
    ('minItems', 'count', false),
    ('maxItems', 'count', false),
    ('uniqueItems', 'boolean', false),
    ('minLength', 'count', false),
    ('maxLength', 'count', false),
    ('pattern', 'pattern', false),
    ('format', 'text', false),
    ('minimum', 'number', false),
    ('maximum', 'number', false),
    ('exclusiveMinimum', 'number', false),
    ('exclusiveMaximum', 'number', false),
    ('multipleOf', 'divisor', false),
    ('allOf', 'schemas', true),
    ('anyOf', 'schemas', true),
    ('oneOf', 'schemas', true),
    ('not', 'schema', true),
    ('$ref', 'reference', false),
    ('$defs', 'schema_map', false),
    ('definitions', 'schema_map', false),
    ('$schema', 'text', false),
    ('$id', 'text', false),
    ('$comment', 'text', false),
    ('title', 'text', false),
    ('description', 'text', false),
    ('default', 'any', false),
    ('examples', 'list', false),
    ('deprecated', 'boolean', false),
    ('readOnly', 'boolean', false),
    ('writeOnly', 'boolean', false),
    ('contentEncoding', 'text', false),
    ('contentMediaType', 'text', false)
$$;
comment on function tasker.json_schema_keywords is 'The JSON Schema keywords that tasker supports.';
