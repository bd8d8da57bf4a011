/** Templates: what may be registered, how a version stays what it is, how they are found. */
import { deepStrictEqual as same, match } from "node:assert/strict";
import { TestDatabase } from "../_support/database.ts";
import { DIAMOND, raisedBy, register, templateOf } from "../_support/fixtures.ts";
import { backendPid, blockedOn } from "../_support/waiting.ts";

const handler = { callable: "shop.handle" };

Deno.test("register_template() numbers steps by level, then by order of appearance", async () => {
  await using db = await TestDatabase.create();
  await register(
    db.sql,
    templateOf({ end: ["left", "right"], left: ["start"], right: ["start"], start: [] }),
  );
  const rows = await db.sql`
    select position, step_name, level, parents_count, children_count
      from tasker.named_tasks_named_steps order by position`.values();
  same([...rows], [[1, "start", 0, 0, 2], [2, "left", 1, 1, 1], [3, "right", 1, 1, 1], [4, "end", 2, 2, 0]]);
});

Deno.test("register_template() takes the longest path as a step's level", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: ["a"], c: ["b"], d: ["a", "c"], e: [] }));
  const rows = await db.sql`
    select step_name, level from tasker.named_tasks_named_steps order by position`.values();
  same([...rows], [["a", 0], ["e", 0], ["b", 1], ["c", 2], ["d", 3]]);
});

Deno.test("register_template() writes edges, counts of steps and of leaves", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: ["a"], c: ["a"] }));
  const edges = await db
    .sql`select from_position, to_position, name from tasker.named_step_edges order by 1, 2`
    .values();
  same([...edges], [[1, 2, "provides"], [1, 3, "provides"]]);
  const [task] = await db.sql`select steps_count, leaves_count from tasker.named_tasks`;
  same({ ...task }, { steps_count: 3, leaves_count: 2 });
});

Deno.test("register_template() fills in what a step leaves out", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ only: [] }));
  const [step] = await db.sql`
    select default_retryable, default_max_attempts, backoff_strategy, backoff_base_ms, timeout_seconds, initialization,
           y.name as system
      from tasker.named_tasks_named_steps join tasker.dependent_systems y using (dependent_system_uuid)`;
  same({ ...step }, {
    default_retryable: true,
    default_max_attempts: 3,
    backoff_strategy: null,
    backoff_base_ms: null,
    timeout_seconds: 300,
    initialization: {},
    system: "default",
  });
});

Deno.test("register_template() is a no-op for a version that is there already", async () => {
  await using db = await TestDatabase.create();
  same(await register(db.sql, templateOf(DIAMOND)), true);
  const before = await db.sql`select xmin::text from tasker.named_tasks`;
  same(await register(db.sql, templateOf(DIAMOND)), false);
  same(await db.sql`select xmin::text from tasker.named_tasks`, before);
});

Deno.test("register_template() compares graphs, not how they are written", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: [], c: ["a", "b"] }));
  same(
    await register(
      db.sql,
      templateOf({ c: ["b", "a"], b: [], a: [] }, { each: { retry: { max_attempts: 3 } } }),
    ),
    false,
  );
});

Deno.test("register_template() refreshes descriptions and metadata of a published version", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  const described = templateOf({ a: [] }, {
    description: "Orders",
    metadata: { author: "Ada" },
    each: { description: "Begins" },
  });
  same(await register(db.sql, described), false);
  const [row] = await db
    .sql`select description, configuration, steps from tasker_v1.get_template('shop', 'order')`;
  same([row?.description, row?.configuration.metadata, row?.steps[0].description], [
    "Orders",
    { author: "Ada" },
    "Begins",
  ]);
});

Deno.test("register_template() refuses another graph under a published version, and says where it differs", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: ["a"] }));
  const raised = await raisedBy(
    register(db.sql, templateOf({ a: [], b: [], c: [] }, { each: { timeout_seconds: 60 } })),
  );
  same(raised.code, "TK201");
  match(raised.message, /"shop\/order 1\.0\.0"/);
  match(raised.hint!, /new version/);
  const differences = JSON.parse(raised.detail!) as { path: string; published: unknown; offered: unknown }[];
  same(differences.map(({ path }) => path), [
    "steps.a.timeout_seconds",
    "steps.b.dependencies",
    "steps.b.timeout_seconds",
    "steps.c",
  ]);
  same(differences[1], { path: "steps.b.dependencies", published: ["a"], offered: [] });
});

Deno.test("register_template() lists all faults at once and writes nothing", async () => {
  await using db = await TestDatabase.create();
  const raised = await raisedBy(register(db.sql, {
    namespace: "Shop",
    name: "order",
    version: "1.0",
    colour: "red",
    steps: [
      { name: "a", handler, dependencies: ["zz"] },
      { name: "a", handler: {}, retry: { max_attempts: 101, backoff: "cubic" } },
    ],
  }));
  same(raised.code, "TK002");
  const faults = JSON.parse(raised.detail!) as { path: string; reason: string }[];
  same(faults.map(({ path }) => path), [
    "colour",
    "namespace",
    "steps[0].dependencies[0]",
    "steps[1].handler.callable",
    "steps[1].name",
    "steps[1].retry.backoff",
    "steps[1].retry.max_attempts",
    "version",
  ]);
  same((await db.sql`select from tasker.task_namespaces`).length, 0);
});

Deno.test("register_template() names a cycle, each step needing the one before it", async () => {
  await using db = await TestDatabase.create();
  const raised = await raisedBy(
    register(db.sql, templateOf({ root: [], a: ["root", "c"], b: ["a"], c: ["b"], after: ["c"] })),
  );
  same(JSON.parse(raised.detail!), [{ path: "steps", reason: "a cycle: a → b → c → a" }]);
});

Deno.test("register_template() refuses a step that needs itself", async () => {
  await using db = await TestDatabase.create();
  const raised = await raisedBy(register(db.sql, templateOf({ a: ["a"] })));
  same(JSON.parse(raised.detail!), [{ path: "steps", reason: "a cycle: a → a" }]);
});

Deno.test("register_template() refuses keywords that no schema check enforces", async () => {
  await using db = await TestDatabase.create();
  const raised = await raisedBy(
    register(db.sql, templateOf({ a: [] }, { input_schema: { type: "object", frobnicate: 1 } })),
  );
  same([raised.code, JSON.parse(raised.detail!)[0].path], ["TK002", "input_schema.frobnicate"]);
});

Deno.test("register_template() refuses what is no object", async (t) => {
  await using db = await TestDatabase.create();
  for (const value of [null, [], "x", 1]) {
    await t.step(`register_template() refuses ${JSON.stringify(value)}`, async () => {
      same((await raisedBy(register(db.sql, value))).code, "TK002");
    });
  }
});

Deno.test("register_template() lets two register the same template at the same time", async () => {
  await using db = await TestDatabase.create();
  const second = db.connect();
  const pid = await backendPid(second);
  let waiting: Promise<boolean> | undefined;
  await db.sql.begin(async (tx) => {
    same(await register(tx, templateOf(DIAMOND)), true);
    waiting = register(second, templateOf(DIAMOND));
    await blockedOn(db.sql, pid);
  });
  same(await waiting, false);
});

Deno.test("register_template() takes no lock for a template that is there already", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf(DIAMOND));
  await db.sql.begin(async (tx) => {
    await register(tx, templateOf(DIAMOND, { version: "2.0.0" }));
    same(await register(db.connect(), templateOf(DIAMOND)), false);
  });
});

Deno.test("register_template() takes a chain of a thousand steps", async () => {
  await using db = await TestDatabase.create();
  const steps = Object.fromEntries(
    Array.from({ length: 1000 }, (_, n) => [`s${n}`, n === 0 ? [] : [`s${n - 1}`]]),
  );
  same(await register(db.sql, templateOf(steps)), true);
  const [row] = await db.sql`select max(level) as level from tasker.named_tasks_named_steps`;
  same(row?.level, 999);
});

const VERSIONS = [
  "0.9.0",
  "1.0.0-20261121093728",
  "1.0.0-alpha",
  "1.0.0-alpha.1",
  "1.0.0-alpha.beta",
  "1.0.0-alpha-x",
  "1.0.0-beta",
  "1.0.0-beta.2",
  "1.0.0-beta.11",
  "1.0.0-rc.1",
  "1.0.0",
  "1.0.1",
  "1.9.0",
  "1.10.0",
  "2.0.0-0",
  "2.0.0",
  "10.0.0",
];

Deno.test("version_order() sorts by semver's precedence", async () => {
  await using db = await TestDatabase.create();
  const rows = await db.sql`
    select v from unnest(${[...VERSIONS].reverse()}::text[]) v order by tasker.version_order(v) collate "C"`;
  same(rows.map(({ v }) => v), VERSIONS);
});

Deno.test("version_order() does not count build metadata", async () => {
  await using db = await TestDatabase.create();
  const [row] = await db.sql`
    select tasker.version_order('1.2.3+a') = tasker.version_order('1.2.3') as same_order,
           tasker.version_order('1.2') as malformed`;
  same({ ...row }, { same_order: true, malformed: null });
});

Deno.test("get_template() without a version gives the highest", async () => {
  await using db = await TestDatabase.create();
  for (const version of ["1.9.0", "1.10.0", "1.10.0-rc.1"]) {
    await register(db.sql, templateOf({ a: [] }, { version }));
  }
  const [row] = await db
    .sql`select version, is_latest, versions from tasker_v1.get_template('shop', 'order')`;
  same({ ...row }, { version: "1.10.0", is_latest: true, versions: ["1.10.0", "1.10.0-rc.1", "1.9.0"] });
});

Deno.test("get_template() lists steps in topological order with what they need", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf(DIAMOND));
  const [row] = await db.sql`select steps from tasker_v1.get_template('shop', 'order', '1.0.0')`;
  same(
    row?.steps.map((step: { name: string; level: number; dependencies: string[] }) => [
      step.name,
      step.level,
      step.dependencies,
    ]),
    [["start", 0, []], ["left", 1, ["start"]], ["right", 1, ["start"]], ["end", 2, ["left", "right"]]],
  );
});

Deno.test("get_template() says what is unknown", async (t) => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }));
  for (
    const [unknown, words] of [
      [["nowhere", "order", null], /no namespace "nowhere"/],
      [["shop", "nothing", null], /no such template/],
      [["shop", "order", "9.9.9"], /no version "9\.9\.9"; published are 1\.0\.0/],
    ] as const
  ) {
    await t.step(`get_template() says what is unknown of ${unknown.join(" ")}`, async () => {
      const [namespace, name, version] = unknown;
      const raised = await raisedBy(
        db.sql`select * from tasker_v1.get_template(${namespace}, ${name}, ${version})`,
      );
      same(raised.code, "TK103");
      match(raised.message, words);
    });
  }
});

Deno.test("list_templates() lists every version, the highest first", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [] }, { version: "1.9.0" }));
  await register(db.sql, templateOf({ a: [] }, { version: "1.10.0" }));
  await register(db.sql, templateOf({ a: [] }, { namespace: "bank" }));
  const all = await db.sql`select namespace, version, is_latest from tasker_v1.list_templates()`.values();
  same([...all], [["bank", "1.0.0", true], ["shop", "1.10.0", true], ["shop", "1.9.0", false]]);
  const bank = await db.sql`select namespace from tasker_v1.list_templates('bank')`.values();
  same([...bank], [["bank"]]);
});

Deno.test("list_namespaces() counts templates and handlers", async () => {
  await using db = await TestDatabase.create();
  await register(db.sql, templateOf({ a: [], b: [] }));
  await register(db.sql, templateOf({ a: [], c: [] }, { version: "2.0.0" }));
  const rows = await db.sql`select name, templates_count, handlers_count from tasker_v1.list_namespaces()`
    .values();
  same([...rows], [["shop", 1, 3]]);
});
