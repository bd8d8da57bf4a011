import { assertEquals } from "@std/assert";
import { readSqlFiles } from "../../sql/sql_files.ts";
import { inHttpWords } from "./http_words.ts";

Deno.test("inHttpWords() names routes where a hint names functions of the door", () => {
  assertEquals(
    inHttpWords("tasker_v1.list_tasks() lists the tasks there are."),
    "GET /v1/tasks lists the tasks there are.",
  );
  assertEquals(
    inHttpWords("Register the template, or look at tasker_v1.list_templates()."),
    "Register the template, or look at GET /v1/templates.",
  );
  assertEquals(
    inHttpWords("tasker_v1.list_dlq_entries() lists them; tasker_v1.create_dlq_entry(task) opens one."),
    "GET /v1/dlq lists them; POST /v1/dlq/task/{task_uuid} opens one.",
  );
});

Deno.test("inHttpWords() leaves out what only a caller of the database can use, and nothing else", () => {
  assertEquals(inHttpWords("Try again. See tasker_v1.no_such_thing()."), "Try again.");
  assertEquals(inHttpWords("tasker.step_state_rules lists the legal moves."), undefined);
  assertEquals(
    inHttpWords("Name it after the program that will use it."),
    "Name it after the program that will use it.",
  );
  assertEquals(inHttpWords(undefined), undefined);
});

/** What a function raises: the text after `message =`, `detail =`, `hint =`, to the end of the statement. */
const RAISE =
  /\b(message|detail|hint)\s*=((?:(?!\b(?:message|detail|hint|errcode)\s*=)[^;']|'(?:[^']|'')*')*)/g;
const INSIDE = /\btasker_v1\.|\bpg_/;

Deno.test("no text that SQL raises names the inside once it is in HTTP's words, and only hints do before", async () => {
  const leaks: string[] = [];
  let hints = 0;
  for (const { path, text } of (await readSqlFiles()).functions) {
    for (const [, kind, said = ""] of text.matchAll(RAISE)) {
      const literals = [...said.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal = ""]) => literal);
      if (kind === "hint") hints++;
      for (const literal of literals) {
        const told = kind === "hint" ? inHttpWords(literal) ?? "" : literal;
        if (INSIDE.test(told)) leaks.push(`${path}: ${kind} = ${literal}`);
      }
    }
  }
  assertEquals(leaks, []);
  assertEquals(hints > 80, true, `found ${hints} hints only`);
});
