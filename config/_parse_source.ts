import { interpolate, type Lookup } from "./interpolate.ts";
import { keyLines } from "./_key_lines.ts";
import type { ConfigOrigin } from "./_layers.ts";
import type { ConfigSource } from "./_sources.ts";
import type { ConfigFault } from "./config_error.ts";
import { KEY_FACTS } from "./key_facts.ts";
import { redactor } from "../core/redaction.ts";
import { parseToml, TomlSyntaxError, type TomlTable } from "./toml.ts";

/** What one file says. */
export interface ParsedSource {
  /** Its root table, variables put in; empty when the text is not TOML. */
  readonly table: TomlTable;
  /** What is wrong with the text itself. */
  readonly faults: readonly ConfigFault[];
  /** Tells the place of a dotted key. */
  readonly originOf: (key: string) => ConfigOrigin;
}

/** Parses one file, finds the line of each key, and puts environment variables in. */
export function parseSource(source: ConfigSource, lookup: Lookup): ParsedSource {
  const { lines, repeated } = keyLines(source.text);
  const originOf = (key: string) => ({ source: source.name, line: lines.get(key) });
  const faults: ConfigFault[] = [...repeated].map(([key, line]) => ({
    source: source.name,
    line,
    key,
    reason: `is written twice, first on line ${lines.get(key)}`,
  }));
  const onFault = (key: string, reason: string) =>
    faults.push({ ...originOf(key.replace(/\[\d+\].*$/, "")), key, reason });
  try {
    const parsed = parseToml(source.text);
    for (const name of Object.keys(parsed)) {
      if (name !== source.component) {
        onFault(name, `does not belong here: the file holds the table [${source.component}] only`);
        delete parsed[name];
      }
    }
    const table = interpolate(parsed, lookup, (key) => KEY_FACTS.get(key)?.kind, onFault);
    return { table, faults, originOf };
  } catch (error) {
    if (!(error instanceof TomlSyntaxError)) throw error;
    const reason = redactor().text(error.message);
    return { table: {}, faults: [{ source: source.name, line: error.line, key: "", reason }], originOf };
  }
}
