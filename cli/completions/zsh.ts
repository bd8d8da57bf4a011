import { namesOf, type Place, valuedNames } from "./words.ts";

/**
 * Writes the completion script for zsh.
 *
 * @param all What may follow each path.
 */
export function zshCompletion(all: readonly Place[]): string {
  return `#compdef tasker
# Completion of tasker for zsh. Load it with:  source <(tasker completions zsh)
_tasker() {
  local path_= skip= word
  local -a described
  for word in \${words[2,CURRENT-1]}; do
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
      ${valuedNames(all[0]?.options ?? []).join("|")}) skip=1; continue ;;
      -*) continue ;;
    esac
    case "\${path_:+$path_ }$word" in
      ${
    all.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`).join("|")
  }) path_="\${path_:+$path_ }$word" ;;
    esac
  done
  case "$path_|\${words[CURRENT-1]}" in
${
    all.flatMap(({ path, options }) =>
      options.filter(({ type }) => type !== "boolean").map((option) =>
        `    ${namesOf(option).map((name) => `"${path}|${name}"`).join("|")}) ${
          option.choices === undefined ? "_files" : `compadd -- ${option.choices.join(" ")}`
        }; return ;;`
      )
    ).join("\n")
  }
  esac
  case "$path_" in
${
    all.map(({ path, words, options }) =>
      `    "${path}") described=(${
        [
          ...words.map(({ word, summary }) => described(word, summary)),
          ...options.flatMap((option) => namesOf(option).map((name) => described(name, option.summary))),
        ].join(" ")
      }) ;;`
    ).join("\n")
  }
  esac
  _describe tasker described
}
compdef _tasker tasker
`;
}

function described(word: string, summary: string): string {
  return `'${word}:${summary.replaceAll("'", "’").replaceAll(":", "\\\\:")}'`;
}
