#!/usr/bin/env bash
# Takes what the engine's own script of this name takes (0.4.7), and starts the stand-in.
PORT="" CONFIG=""
while [[ $# -gt 0 ]]; do
  case "$1" in
  --port) PORT="$2" ;;
  --config) CONFIG="$2" ;;
  --script) SCRIPT="$2" ;;
  esac
  shift 2
done
echo "[Controller] Using script: ${SCRIPT:-none}"
echo "Controller CMD: python ${SCRIPT:-none} --port $PORT --config $CONFIG"
export COSMOS_ROLE="Controller"
python -m cosmos_rl.controller "$PORT" "$CONFIG"
