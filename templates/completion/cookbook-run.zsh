#compdef cookbook-run
# Completion of cookbook-run for zsh: eval "$(cookbook-run completion zsh)" after compinit, or a file _cookbook-run in $fpath
_cookbook_run() {
  local answer text kind='' space=' '
  local -a answers shown
  while IFS=$'\t' read -r answer text; do
    case $answer in
      :files | :folders) kind=$answer ;;
      :nospace) space='' ;;
      *)
        answers+=("$answer")
        shown+=("${text:+$answer  -- $text}")
        [[ -z $text ]] && shown[-1]=$answer
        ;;
    esac
  done < <("${words[1]}" complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#answers )) && compadd -l -S "$space" -d shown -- "${answers[@]}"
  case $kind in
    :files) _files ;;
    :folders) _files -/ ;;
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _cookbook_run "$@"
else
  compdef _cookbook_run cookbook-run
fi
