#!/usr/bin/env bash
# Makes one virtual environment per engine version in .engine/ (v-0.2.6, v-0.3.9, v-0.4.4, v-0.4.7), with the real
# cosmos-rl package and the two libraries its Config needs: about 45 MB and a few seconds each. Does nothing where they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${COOKBOOK_ENGINE_DIR:-.engine}
python=${PYTHON:-python3}
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(0.2.6 0.3.9 0.4.4 0.4.7)

for version in "${versions[@]}"; do
  env="$folder/v-$version"
  ready="$env/.ready-1"
  if [ -f "$ready" ]; then
    echo "cosmos-rl $version: there" >&2
    continue
  fi
  rm -rf "$env"
  mkdir -p "$folder"
  "$python" -m venv "$env"
  # cosmos-rl's own requirements (torch and more) are not installed: its Config needs pydantic, its reader toml.
  pip=("$env/bin/pip" install --quiet --disable-pip-version-check)
  if ! { "${pip[@]}" 'pydantic==2.14.3' 'toml==0.10.2' && "${pip[@]}" --no-deps "cosmos-rl==$version"; } >"$env/pip.log" 2>&1; then
    cat "$env/pip.log" >&2
    exit 1
  fi
  touch "$ready"
  echo "cosmos-rl $version: installed" >&2
done
