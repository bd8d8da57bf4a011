import { levelsOf } from "../harness/shapes.ts";
import { numberOf, type Session, type Setup, type System } from "../harness/system.ts";

/** The part of absurd that is called here. */
interface Absurd {
  createQueue(name: string): Promise<unknown>;
  registerTask(options: object, run: (data: { i: number }, context: Context) => Promise<number>): void;
  spawn(name: string, data: { i: number }): Promise<{ taskID: string }>;
  startWorker(options: object): Promise<unknown>;
}

interface Context {
  step<T>(name: string, run: () => Promise<T>): Promise<T>;
}

interface Pool {
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
}

const { Absurd }: { Absurd: new (options: object) => Absurd } = await import(String("absurd-sdk"));
const { default: pg }: { default: { Pool: new (options: object) => Pool } } = await import(String("pg"));

const QUIET = { log() {}, info() {}, warn() {}, error() {} };

/**
 * absurd: a task is a function whose steps leave checkpoints; workers poll, every 0.25 s by default. Its SQL does not come
 * with the package: `ABSURD_SQL` is the path of `absurd.sql`.
 */
export const system: System = { prepare };

async function prepare({ url, shape, variant, observer }: Setup): Promise<Session> {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  await pool.query(await Deno.readTextFile(Deno.env.get("ABSURD_SQL") ?? ""));
  const app = new Absurd({ db: pool, queueName: "q", log: QUIET });
  await app.createQueue("q");
  let called: (index: number) => void = () => {};
  const levels = levelsOf(shape);
  app.registerTask({ name: shape.name }, async ({ i }, context) => {
    called(i);
    if (shape.steps.length === 1) return 1;
    for (const level of levels) {
      await Promise.all(level.map((name) => context.step(name, () => Promise.resolve(1))));
    }
    return 1;
  });
  const slots = numberOf(variant, "slots", 10);
  const pollSeconds = variant.defaults === true ? 0.25 : 0.01;
  return {
    settings: `concurrency ${slots}, poll ${pollSeconds} s, steps are checkpoints of one task`,
    callsPerTask: 1,
    enqueue: (first, count) =>
      pool.query(
        `select absurd.spawn_task('q', $1, jsonb_build_object('i', g), '{}'::jsonb) from generate_series($2::int, $3::int) g`,
        [shape.name, first, first + count - 1],
      ),
    submit: async (i) => (await app.spawn(shape.name, { i })).taskID,
    work: async (onCall) => {
      called = onCall;
      await app.startWorker({ concurrency: slots, claimTimeout: 600, pollInterval: pollSeconds });
    },
    awaitOne: (id) =>
      observer.until("exists (select from absurd.t_q t where t.task_id = $1 and t.state = 'completed')", [
        id,
      ]),
    awaitAll: (count) =>
      observer.until(`(select count(*) from absurd.t_q t where t.state = 'completed') >= ${count}`, [], 5),
  };
}
