import { Random } from "./_random.ts";
import { ThrowAwayServer } from "./_throw_away_server.ts";
import type { CrashPoint } from "./_crash.ts";
import type { CrashScene } from "./_crash_scenes.ts";

/** Runs in which a point may be missed by chance: how a worker batches is a matter of timing. */
const TRIES = 3;

/** Points between two words on how far it is. */
const POINTS_A_REPORT = 20;

/** Options for {@linkcode killEverywhere}. */
export interface KillEverywhereOptions {
  /** Chooses which later passage of each point is taken besides the first. */
  readonly seed: number;
  /** Crashes at the same time. */
  readonly parallel: number;
  /** Takes a line of the report. */
  readonly say: (line: string) => Promise<unknown>;
}

/**
 * Kills a process at each phase of each statement that it sends, at the first passage and at a later one.
 *
 * @returns Whether every promise was kept.
 */
export async function killEverywhere({ seed, parallel, say }: KillEverywhereOptions): Promise<boolean> {
  await using server = await ThrowAwayServer.start();
  Deno.env.set("TASKER_TEST_URL_18", server.url); // before the test support reads it
  const { crash } = await import("./_crash.ts");
  const { SCENES } = await import("./_crash_scenes.ts");
  const { PHASES } = await import("./_wire_tap.ts");
  const random = new Random(seed);
  await say(`Seed ${seed}`);

  const sum = { crashes: 0, "not passed that often": 0, broken: 0, "worst recovery in ms": 0 };
  const todo: { readonly scene: CrashScene; readonly point: CrashPoint }[] = [];
  for (const scene of SCENES) {
    const { statements, broken } = await crash(scene);
    sum.broken += broken.length;
    if (broken.length > 0) await say(`BROKEN ${scene.name}, without a kill\n  ${broken.join("\n  ")}`);
    for (const [statement, count] of statements) {
      for (const phase of PHASES) {
        todo.push({ scene, point: { statement, phase, nth: 1 } });
        if (count > 1) todo.push({ scene, point: { statement, phase, nth: random.int(2, count) } });
      }
    }
  }
  const rest = [...todo];
  let done = 0;
  await Promise.all(Array.from({ length: parallel }, async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const { scene, point } = next;
      let report = await crash(scene, point);
      for (let again = 1; again < TRIES && !report.isKilled; again += 1) report = await crash(scene, point);
      const { isKilled, recoveryMs, broken } = report;
      sum[isKilled ? "crashes" : "not passed that often"] += 1;
      sum.broken += broken.length;
      sum["worst recovery in ms"] = Math.max(sum["worst recovery in ms"], Math.round(recoveryMs));
      const title = `${scene.name}: ${point.statement}, ${point.phase}, passage ${point.nth}`;
      if (broken.length > 0) await say(`BROKEN ${title}\n  ${broken.join("\n  ")}`);
      else if (!isKilled && point.nth === 1) await say(`${title}: not passed`);
      done += 1;
      if (done % POINTS_A_REPORT === 0) await say(`${done} of ${todo.length} points`);
    }
  }));
  await say(JSON.stringify({ points: todo.length, ...sum }, null, 2));
  return sum.broken === 0;
}
