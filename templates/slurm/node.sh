#!/bin/bash
# One program of a run on one node. cookbook-run starts it with srun and talks to it over stdin; nothing of it outlives the run.
#   node.sh STEP PATIENCE [--hidden REGEX] [NAME=VALUE ...] -- PROGRAM [ARGUMENT ...]
# A daemon whose command is like REGEX, started after this script by the same user, is the program's, though it hides its environment.
# An empty line on stdin says that cookbook-run lives: after PATIENCE seconds without one, or at its end, everything is ended, also
# where Slurm's own daemon of this node is gone. `stop` ends it with TERM, then KILL; `kill` at once; `signal NAME` is for the workers.
set -u
step=$1 patience=$2
shift 2
hidden=''
if [ "$1" = --hidden ]; then
  hidden=$2
  shift 2
fi
added=(COOKBOOK_RUN_STEP="$step")
while [ "$1" != -- ]; do
  added+=("$1")
  shift
done
shift

# Every process that was started here, its own sessions and orphans too, has the step's name in its environment.
members() {
  grep -lzsxF "COOKBOOK_RUN_STEP=$step" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3
  [ -n "$hidden" ] || return 0
  grep -lzsE -- "$hidden" /proc/[0-9]*/cmdline 2>/dev/null | while read -r file; do
    file=${file%/cmdline}
    if [ -O "$file" ] && [ "$(started "$file")" -ge "$(started /proc/$$)" ]; then echo "${file#/proc/}"; fi
  done
}
# Clock ticks from boot to its start.
started() {
  local words
  read -r words <"$1/stat" 2>/dev/null || words='x) 0'
  # shellcheck disable=SC2086
  set -- ${words##*) }
  echo "${20:-0}"
}
tell() {
  local pid
  for pid in $(members); do kill -s "$1" "$pid" 2>/dev/null; done
}
workers() {
  local pid
  for pid in $(members); do
    if grep -qzs '^LOCAL_RANK=' "/proc/$pid/environ" && grep -qs python "/proc/$pid/cmdline"; then
      kill -s "$1" "$pid" 2>/dev/null
    fi
  done
}
finish() { # seconds between TERM and KILL
  local until=$((SECONDS + $1))
  if [ "$1" -gt 0 ]; then
    tell TERM
    while [ $SECONDS -lt $until ] && [ -n "$(members)" ]; do sleep 0.2; done
  fi
  for _ in {1..50}; do
    [ -n "$(members)" ] || return
    tell KILL
    sleep 0.1
  done
}

# A node that Slurm had lost may come back while an earlier attempt at this run still ends on it: its ports and GPUs are needed.
run=${step%%/*} node=${step#*/*/}
node=${node%%/*}
earlier() {
  grep -lzsE "^COOKBOOK_RUN_STEP=$run/[0-9]+/$node/" /proc/[0-9]*/environ 2>/dev/null | while read -r file; do
    grep -qzsE "^COOKBOOK_RUN_STEP=${step%/*}/" "$file" || echo "$file" | cut -d/ -f3
  done
}
for _ in {1..100}; do
  pids=$(earlier)
  [ -n "$pids" ] || break
  # shellcheck disable=SC2086
  kill -s KILL $pids 2>/dev/null
  sleep 0.1
done

echo '@begun' >&2
wish=''
trap 'wish=stop' TERM INT HUP
trap '' USR1 USR2 PIPE
env "${added[@]}" "$@" </dev/null 2>&1 &
child=$!
heard=$SECONDS
while kill -0 $child 2>/dev/null && [ -z "$wish" ]; do
  if read -r -t 0.3 word; then
    heard=$SECONDS
    case $word in
    stop | kill) wish=$word ;;
    'signal '*) workers "${word#signal }" ;;
    esac
  elif [ $? -le 128 ] || [ $((SECONDS - heard)) -gt "$patience" ]; then
    wish=stop
  fi
done
case $wish in
stop) finish 5 ;;
kill) finish 0 ;;
esac
wait $child
code=$?
# What the program left behind: workers whose parent was killed.
finish 0
# srun waits for whatever holds our output open, a daemon for example: cookbook-run need not.
echo "@ended $code" >&2
exit $code
