#!/usr/bin/env bash
# Takes what the engine's own script of this name takes (0.4.7), and starts the stand-in.
NGPU=2 NNODES=1 RDZV="localhost:0" CONFIG=""
while [[ $# -gt 0 ]]; do
  case "$1" in
  --ngpus) NGPU="$2" ;;
  --nnodes) NNODES="$2" ;;
  --rdzv-endpoint) RDZV="$2" ;;
  --config) CONFIG="$2" ;;
  esac
  shift 2
done
if [ -z "$COSMOS_CONTROLLER_HOST" ]; then
  echo "Error: COSMOS_CONTROLLER_HOST is not set."
  exit 1
fi
export COSMOS_ROLE="Policy"
# The real torchrun, with its rendezvous and gloo, in place of the stand-in's.
if [ -n "${STANDIN_TORCH:-}" ]; then
  "$STANDIN_TORCH" -m torch.distributed.run --nproc-per-node="$NGPU" --nnodes="$NNODES" --role rank --tee 3 \
    --rdzv_backend c10d --rdzv_endpoint="$RDZV" -m cosmos_rl.worker "$CONFIG"
  exit
fi
echo "Launching command: python -m cosmos_rl.launcher.torchrun --nproc-per-node=$NGPU --nnodes=$NNODES --rdzv_endpoint=$RDZV"
python -m cosmos_rl.agent "$NGPU" "$NNODES" "$RDZV" "$CONFIG"
