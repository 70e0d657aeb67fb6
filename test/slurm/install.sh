#!/usr/bin/env bash
# Slurm, munge and ip from Debian's packages, where they are not here yet; their services stay off: the lane starts its own.
set -euo pipefail
command -v slurmctld >/dev/null && command -v slurmd >/dev/null && command -v munged >/dev/null && command -v ip >/dev/null && exit 0
apt-get update -q
# In a container nothing may start the services that the packages bring.
RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends slurm-wlm munge iproute2
