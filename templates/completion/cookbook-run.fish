# Completion of cookbook-run for fish: cookbook-run completion fish > ~/.config/fish/completions/cookbook-run.fish
function __cookbook_run_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] complete -- $words[2..-1] 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct)
            case :nospace
            case '*'
                echo $line
        end
    end
end
complete -c cookbook-run -f -a '(__cookbook_run_complete)'
