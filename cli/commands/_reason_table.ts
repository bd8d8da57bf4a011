import type { Reason } from "../../core/reason.ts";
import type { Colors } from "../colors.ts";
import type { Column } from "../table.ts";
import { styleOfState } from "./_state_style.ts";

/**
 * The columns that reasons are shown in.
 *
 * @param colors Styles.
 * @returns The columns.
 */
export function reasonColumns(colors: Colors): Column<Reason>[] {
  return [
    { header: "STEP", value: ({ stepName }) => stepName },
    {
      header: "STATE",
      value: ({ state }) => state,
      width: "full",
      style: ({ state }) => styleOfState(colors, state),
    },
    { header: "REASON", value: ({ reason }) => reason, width: "full" },
    { header: "UNTIL", value: ({ until }) => until?.slice(0, 19) ?? "", width: "full" },
    { header: "DETAIL", value: ({ detail }) => detail },
  ];
}
