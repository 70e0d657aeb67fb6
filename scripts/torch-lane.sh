#!/usr/bin/env bash
# The Python with torch that several lanes share, in .engine/torch: the real torchrun (CPU, gloo), the loader and the merge of
# adapters, and the grammar of Hydra. Made once; a changed list of packages makes it anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=.engine/torch
packages=(torch==2.14.1 torchvision==0.29.1 transformers==4.57.6 peft==0.18.1 safetensors hydra-core==1.3.2 omegaconf==2.3.0
  pytest 'toml==0.10.2' av pillow)
mark="$folder/packages.txt"
# What reads clips as the engine does; added to a folder that is there already.
clips() {
  "$folder/bin/python" -c 'import decord, qwen_vl_utils' 2>/dev/null ||
    "$folder/bin/python" -m pip install -q --disable-pip-version-check qwen-vl-utils==0.0.14 decord==0.6.0
}
if [ -f "$mark" ] && [ "$(cat "$mark")" = "${packages[*]}" ]; then clips && exit 0; fi
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q --disable-pip-version-check "${packages[@]}" >"$folder/pip.log" 2>&1 ||
  { tail -20 "$folder/pip.log"; exit 1; }
clips
"$folder/bin/python" -c 'import torch, torchvision, transformers, peft, hydra, omegaconf'
echo "${packages[*]}" >"$mark"
