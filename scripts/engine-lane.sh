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
  # pip warns that cosmos-rl's own requirements (torch and more) are missing: Config does not need them.
  "$env/bin/pip" install --quiet --disable-pip-version-check --no-deps "cosmos-rl==$version"
  "$env/bin/pip" install --quiet --disable-pip-version-check 'pydantic==2.14.3' 'toml==0.10.2' >/dev/null
  touch "$ready"
  echo "cosmos-rl $version: installed" >&2
done
