#!/usr/bin/env bash
# Packs what framework_matrix.py needs on a bare machine (Python 3.12, torch 2.11, torchvision) beside a payload with Node.js and clips:
#   pack_framework.sh OUT SOURCE SITE FFMPEG NODE_PAYLOAD
# SOURCE holds cosmos_framework/ (git archive 5eee9ed), SITE the Python packages, FFMPEG the libraries that torchcodec loads,
# NODE_PAYLOAD node.xz and clips/*.mp4 of the payload of cosmos-rl. About 50 MB; `source OUT/unpack.sh` there sets PATH and PYTHONPATH.
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd)
tar -C "$2" --exclude=__pycache__ --exclude='*_test.py' -c cosmos_framework | xz -T0 -6 > "$out/source.tar.xz"
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
cp -r "$3" "$tmp/site"
find "$tmp/site" -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
find "$tmp/site" -path '*/botocore/data/*' -prune -type d ! -name s3 ! -name sts -exec rm -rf {} + 2>/dev/null || true
tar -C "$tmp" -c site | xz -T0 -6 > "$out/site.tar.xz"
cp -r "$4" "$tmp/ffmpeg"
tar -C "$tmp" -c ffmpeg | xz -T0 -6 > "$out/ffmpeg.tar.xz"
cp "$5/node.xz" "$out/"; mkdir -p "$out/clips"; cp "$5"/clips/*.mp4 "$out/clips/"
cat > "$out/unpack.sh" <<'EOF'
# source this file, from any folder
_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); _root=${PAYLOAD_ROOT:-/tmp/payload-fw}; mkdir -p "$_root/bin"
python3 - "$_here" "$_root" <<'PY'
import lzma, pathlib, sys, tarfile
here, root = map(pathlib.Path, sys.argv[1:])
for name in ("source", "site", "ffmpeg"):
    tarfile.open(here / f"{name}.tar.xz").extractall(root, filter="fully_trusted")
node = root / "bin" / "node"
node.write_bytes(lzma.open(here / "node.xz").read()); node.chmod(0o755)
PY
_python=$(python3 -c 'import sys; print(sys.executable)')
[ -x "$(dirname "$_python")/torchrun" ] || printf '#!/bin/sh\nexec %s -m torch.distributed.run "$@"\n' "$_python" > "$_root/bin/torchrun"
chmod +x "$_root"/bin/*
export PATH="$_root/bin:$(dirname "$_python"):$PATH" PYTHONPATH="$_root:$_root/site" LD_LIBRARY_PATH="$_root/ffmpeg:${LD_LIBRARY_PATH:-}" HF_HUB_OFFLINE=1
python3 -m compileall -q -j 0 "$_root/site" "$_root/cosmos_framework" >/dev/null 2>&1 || true
EOF
du -sh "$out"; du -sh "$out"/*
