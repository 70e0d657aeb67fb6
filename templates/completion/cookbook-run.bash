# Completion of cookbook-run for bash: eval "$(cookbook-run completion bash)"
_cookbook_run() {
  local line=${COMP_LINE:0:COMP_POINT} words current cut kind='' answer
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=${words[${#words[@]} - 1]}
  # bash takes = and : for the ends of words: only what follows the last one is replaced.
  cut=${current%"${current##*[=:]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r answer _; do
    case $answer in
      :files | :folders | :nospace) kind+=$answer ;;
      *) COMPREPLY+=("${answer#"$cut"}") ;;
    esac
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
  case $kind in
    *:files*) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${current#"$cut"}") ;;
    *:folders*) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "${current#"$cut"}") ;;
  esac
  case $kind in *:nospace*) compopt -o nospace ;; esac
} 2>/dev/null
complete -F _cookbook_run cookbook-run
