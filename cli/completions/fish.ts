import type { Place } from "./words.ts";

/**
 * Writes the completion script for fish.
 *
 * @param all What may follow each path.
 */
export function fishCompletion(all: readonly Place[]): string {
  const paths = all.filter(({ path }) => path !== "").map(({ path }) => quoted(path)).join(" ");
  const lines = all.flatMap(({ path, words, options }) => {
    const at = `complete -c tasker -n ${quoted(`__tasker_at '${path}'`)}`;
    return [
      ...words.map(({ word, summary }) => `${at} -f -a ${quoted(word)} -d ${quoted(summary)}`),
      ...options.map(({ name, short, type, summary, choices }) =>
        [
          at,
          ...(short === undefined ? [] : [`-s ${short}`]),
          `-l ${name}`,
          ...(type === "boolean" ? [] : ["-r"]),
          ...(choices === undefined ? [] : [`-f -a ${quoted(choices.join(" "))}`]),
          `-d ${quoted(summary)}`,
        ].join(" ")
      ),
    ];
  });
  return `# Completion of tasker for fish. Load it with:  tasker completions fish | source
function __tasker_at
  set -l path
  for word in (commandline -opc)[2..]
    string match -q -- '-*' $word; and continue
    set -l longer (string trim "$path $word")
    contains -- $longer ${paths}; and set path $longer
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}
`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["$\\]/g, "\\$&")}"`;
}
