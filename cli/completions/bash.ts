import { namesOf, type Place, valuedNames } from "./words.ts";

/**
 * Writes the completion script for bash.
 *
 * @param all What may follow each path.
 */
export function bashCompletion(all: readonly Place[]): string {
  const choices = all.flatMap(({ path, options }) =>
    options.filter((option) => option.choices !== undefined).map((option) =>
      `    ${namesOf(option).map((name) => quoted(`${path}|${name}`)).join("|")}) words=${
        quoted((option.choices ?? []).join(" "))
      } ;;`
    )
  );
  return `# Completion of tasker for bash. Load it with:  source <(tasker completions bash)
_tasker() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path="" skip="" words="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then skip=""; continue; fi
    case "$word" in
      ${valuedNames(all[0]?.options ?? []).join("|")}) skip=1; continue ;;
      -*) continue ;;
    esac
    case "\${path:+$path }$word" in
      ${
    all.filter(({ path }) => path !== "").map(({ path }) => quoted(path)).join("|")
  }) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path|$prev" in
${choices.join("\n")}
  esac
  if [[ -z $words ]]; then
    case "$path" in
${
    all.map(({ path, words, options }) =>
      `      ${quoted(path)}) words=${
        quoted([...words.map(({ word }) => word), ...options.flatMap(namesOf)].join(" "))
      } ;;`
    ).join("\n")
  }
    esac
    case "$path|$prev" in
${
    all.map(({ path, options }) =>
      `      ${
        valuedNames(options.filter((option) => option.choices === undefined))
          .map((name) => quoted(`${path}|${name}`)).join("|")
      }) words="" ;;`
    ).join("\n")
  }
    esac
  fi
  COMPREPLY=()
  if [[ -n $words ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$cur")
  fi
}
complete -o default -F _tasker tasker
`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
