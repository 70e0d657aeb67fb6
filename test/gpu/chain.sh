#!/usr/bin/env bash
# Runs stages one after another in a session of its own, so that they outlive the command that began them, and waits for them.
#   bash test/gpu/chain.sh start STAGE...   begins; a stage is a name below
#   bash test/gpu/chain.sh wait SECONDS     waits until all have ended, at most so long, and copies what there is to $OUT
# Everything lies in /tmp/gpu. The checkout is copied first: a later command may bring another tree to this machine.
set -u
work=${WORK:-/tmp/gpu}; out=$work/out; args=${GPU_ARGS:-}

stage() {
  case $1 in
    memory) python3 test/gpu/memory_points.py --work "$work" --out "$out" --limit "${MEMORY_LIMIT:-420}" $args ;;
    runs) python3 test/gpu/run_matrix.py --work "$work/runs" --out "$out/runs" --group runs --limit 420 $args ;;
    rehearse) python3 test/gpu/run_matrix.py --work "$work" --out "$out/rehearse" --group rehearse --limit 420 $args ;;
    matrix) python3 test/gpu/run_matrix.py --work "$work/matrix" --out "$out/matrix" --jobs 24 --limit 520 $args ;;
    merge-eval) python3 test/gpu/merge_eval.py --work "$work" --out "$out" $args ;;
    growing) python3 test/gpu/nightly_growing_data.py --work "$work" --out "$out" --budget "${GROWING_BUDGET:-540}" $args ;;
    full-7b) python3 test/gpu/full_size.py --work "$work" --out "$out" --preset reason1-av-caption --limit 560 $args ;;
    full-8b) python3 test/gpu/full_size.py --work "$work" --out "$out" --preset reason2-video-caption-vqa --limit 900 $args ;;
    *) echo "chain.sh: no stage $1"; return 1 ;;
  esac
}

case ${1:-} in
  start)
    shift
    mkdir -p "$out"; rm -f "$work/done" "$out/chain.log"
    [ -e "$work/repo" ] || cp -r . "$work/repo"
    WORK=$work setsid nohup bash "$work/repo/test/gpu/chain.sh" run "$@" < /dev/null > "$out/chain.log" 2>&1 &
    ;;
  run)
    shift
    cd "$work/repo" || exit 1
    # A payload is not there where the fake engine plays.
    [ -e .payload/unpack.sh ] && source .payload/unpack.sh
    for name in "$@"; do
      # a+b: side by side, the second 15 s later, when the checkpoints of the first are made.
      pids=()
      for one in ${name//+/ }; do
        echo "$(date +%T) $one begins"
        ( stage "$one"; code=$?; echo "$(date +%T) $one ended with $code" ) &
        pids+=($!); [ "$name" = "$one" ] || sleep 15
      done
      wait "${pids[@]}"
    done
    touch "$work/done"
    ;;
  wait)
    for _ in $(seq "${2:-560}"); do [ -e "$work/done" ] && break; sleep 1; done
    [ -e "$work/done" ] && echo "all stages have ended" || echo "not yet at its end: type this command again"
    to=${OUT:-$work/results}; mkdir -p "$to"
    cp "$out"/*.json "$out/chain.log" "$to/" 2> /dev/null
    for one in runs rehearse matrix; do [ -e "$out/$one/results.json" ] && cp "$out/$one/results.json" "$to/$one.json"; done
    cp "$out/adapters.tar.xz" "$to/" 2> /dev/null
    ( cd "$out" && tar -cf "$to/records.tar" $(find . -name '*.tar.xz') 2> /dev/null )
    tail -n 60 "$out/chain.log"
    nvidia-smi --query-gpu=index,memory.used --format=csv,noheader 2> /dev/null | head -8
    ;;
  *) echo "chain.sh start STAGE... | wait SECONDS"; exit 2 ;;
esac
