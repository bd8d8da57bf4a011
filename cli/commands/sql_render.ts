import { renderSql } from "../../sql/render.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit_codes.ts";

/** `tasker sql render`: writes what `tasker migrate` does as a script for psql; needs no database. */
export const command: Command = {
  examples: ["tasker sql render > tasker.sql", `tasker sql render | psql --no-psqlrc "$DATABASE_URL"`],
  async run({ out }) {
    const script = await renderSql();
    out.show({ script }, () => out.raw(script));
    return EXIT.ok;
  },
};
