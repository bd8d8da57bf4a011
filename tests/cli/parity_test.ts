/**
 * One table of command lines, run over HTTP and in the database: both must print and exit the same.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { EXIT } from "../../cli/exit_codes.ts";
import type { CliResult } from "../_support/cli.ts";
import { createPair, tasker } from "./_pair.ts";
import { startServer, taskerOverHttp, type TestServer } from "./_server.ts";
import { TestWorker } from "../orchestration/_test_worker.ts";

/** What differs between two runs of the same command line: names that are made, times that pass. */
function normalized({ code, stdout, stderr }: CliResult): CliResult {
  const plain = (text: string) =>
    text
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)?/g, "<time>")
      .replaceAll(/"?(\w*(?:minutes|seconds))"?: [\d.]+/g, '"$1": <length>')
      .replaceAll(/\b[\d.]+ (ms|s|min)\b/g, "<length>")
      .replaceAll(/ {2,}/g, "  ");
  return { code, stdout: plain(stdout), stderr: plain(stderr) };
}

/** What a command line is made of, in a world of its own. */
interface World {
  /** A task that has just been created. */
  readonly fresh: string;
  /** A task whose first step failed for good. */
  readonly failed: string;
  /** The step that failed. */
  readonly failedStep: string;
  /** The step of the fresh task that is ready. */
  readonly readyStep: string;
}

/** Two tasks, the same for each run. */
async function makeWorld({ db }: TestServer): Promise<World> {
  const failed = await createPair(db, 2);
  const worker = await TestWorker.register(db.sql);
  await worker.fail(await worker.claim(100), { message: "declined", retryable: false });
  const fresh = await createPair(db, 1);
  const step = (task: string, position: string) => `${task.slice(0, 32)}${position}`;
  return { fresh, failed, failedStep: step(failed, "0001"), readyStep: step(fresh, "0001") };
}

const nobody = "01990000-0000-7000-8000-000000000000";

/** Each command line with the exit status it must have; every one with and without `--json`. */
const COMMANDS: readonly [code: number, args: (world: World) => readonly string[]][] = [
  [EXIT.ok, () => ["task", "create", "tests", "pair", "--context", '{"n": 3}', "--tag", "new"]],
  [EXIT.usage, () => ["task", "create", "tests", "pair", "--context", '{"n": "x"}']],
  [EXIT.notFound, () => ["task", "create", "tests", "pear", "--context", '{"n": 3}']],
  [EXIT.ok, ({ fresh }) => ["task", "get", fresh]],
  [EXIT.ok, ({ failed }) => ["task", "get", failed, "--transitions"]],
  [EXIT.notFound, () => ["task", "get", nobody]],
  [EXIT.usage, () => ["task", "get", "no-uuid"]],
  [EXIT.ok, () => ["task", "list"]],
  [EXIT.ok, () => ["task", "list", "--status", "blocked_by_failures", "--limit", "1"]],
  [EXIT.ok, () => ["task", "list", "--namespace", "nowhere"]],
  [EXIT.usage, () => ["task", "list", "--created-after", "soon"]],
  [EXIT.ok, ({ failed }) => ["task", "explain", failed]],
  [EXIT.failure, ({ failed }) => ["task", "watch", failed]],
  [EXIT.ok, ({ fresh }) => ["task", "cancel", fresh, "--reason", "no need"]],
  [EXIT.notFound, () => ["task", "cancel", nobody]],
  [EXIT.ok, ({ failedStep }) => ["step", "reset", failedStep, "--reason", "again", "--by", "ann"]],
  [EXIT.conflict, ({ readyStep }) => ["step", "reset", readyStep, "--reason", "again", "--by", "ann"]],
  [EXIT.notFound, () => ["step", "reset", nobody, "--reason", "again", "--by", "ann"]],
  [EXIT.ok, ({ readyStep }) => ["step", "cancel", readyStep, "--reason", "no need", "--by", "ann"]],
  [EXIT.notFound, () => ["step", "cancel", nobody, "--reason", "no need", "--by", "ann"]],
  [EXIT.ok, ({ failedStep }) => ["step", "resolve", failedStep, "--reason", "by hand", "--by", "ann"]],
  [EXIT.ok, ({ failedStep }) => [
    ...["step", "complete", failedStep, "--result", '{"someKey": [1]}', "--reason", "by hand", "--by", "ann"],
  ]],
  [EXIT.ok, () => ["template", "list"]],
  [EXIT.ok, () => ["template", "list", "--namespace", "nowhere"]],
  [EXIT.ok, () => ["template", "show", "tests", "pair"]],
  [EXIT.notFound, () => ["template", "show", "tests", "pair", "--version", "9.9.9"]],
  [EXIT.ok, ({ failed }) => ["dlq", "add", failed, "--reason", "look", "--by", "ann"]],
  [EXIT.ok, () => ["dlq", "list"]],
  [EXIT.ok, () => ["dlq", "stats"]],
  [EXIT.notFound, ({ fresh }) => ["dlq", "show", fresh]],
  [EXIT.notFound, ({ fresh }) => ["dlq", "resolve", fresh, "--reason", "why"]],
  [EXIT.ok, ({ failed }) => ["dlq", "redrive", failed, "--reason", "again", "--by", "ann"]],
  [EXIT.conflict, ({ fresh }) => ["dlq", "redrive", fresh, "--reason", "again", "--by", "ann"]],
];

for (const form of ["words", "JSON"]) {
  Deno.test(`every command prints the same ${form} over HTTP as in the database`, async () => {
    await using overHttp = await startServer();
    await using inDatabase = await startServer();
    for (const [code, args] of COMMANDS) {
      const results: CliResult[] = [];
      for (const server of [overHttp, inDatabase]) {
        const line = [...args(await makeWorld(server)), ...(form === "JSON" ? ["--json"] : [])];
        const columns = form === "JSON" ? {} : { columns: 160 };
        const result = server === overHttp
          ? await taskerOverHttp(server, line, columns)
          : await tasker(server.db, line, columns);
        results.push(normalized(result));
      }
      const [http, sql] = results;
      const line = args({ fresh: "…", failed: "…", failedStep: "…", readyStep: "…" }).join(" ");
      assertEquals(withoutError(http!), withoutError(sql!), line);
      assertEquals(http!.code, code, `${line}: ${http!.stderr}`);
      assert(code !== EXIT.ok || http!.stdout !== "" || http!.stderr !== "", `${line} says nothing`);
      assertEquals(errorLine(http!), errorLine(sql!), line);
    }
  });
}

/** Where a command fails, only the first line counts: HTTP tells less of what the database knows. */
function withoutError({ code, stdout, stderr }: CliResult) {
  return { code, stdout, remarks: stderr.includes("error") ? "" : stderr };
}

function errorLine({ stderr }: CliResult): string | undefined {
  return /^error\[\w+\]/m.exec(stderr)?.[0];
}
