#!/usr/bin/env bash
# A real Slurm of two nodes on loopback, with ports and a folder of its own:  cluster.sh start FOLDER [OWNER] | stop FOLDER | node FOLDER N
# `start` writes FOLDER/slurm.conf (export SLURM_CONF), starts munged, slurmctld and a slurmd for each of n1 and n2, and waits until both
# are idle; where the process OWNER has ended without a `stop`, jobs and daemons are ended all the same. `stop` ends exactly those by pid; `node` starts the slurmd of one node again. DEVICES_N1 and DEVICES_N2 are the files that
# stand for the GPUs of a node, GPUS how many they are, TASK_PROLOG a TaskProlog; SLURM_PLUGINS and SLURM_STEPD name a Slurm that lies elsewhere than installed.
# N1_ADDRESS, N2_ADDRESS and N2_NETNS put n2 into a network namespace of its own.
set -euo pipefail
verb=$1 folder=$2
# Where nobody reaps them, ended daemons stay as zombies.
pids() {
  local pid
  for pid in $(cat "$folder"/run/*.pid 2>/dev/null); do
    if grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$pid/status"; then echo "$pid"; fi
  done
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])'
}

configure() {
  local host
  host=$(hostname)
  mkdir -p "$folder"/{run,state,spool-n1,spool-n2,log}
  chmod 755 "$folder" "$folder"/run
  [ -s "$folder/munge.key" ] || (umask 077; head -c 128 /dev/urandom >"$folder/munge.key")
  cat >"$folder/gres.conf" <<CONF
NodeName=n1 Name=gpu File=${DEVICES_N1:-/dev/tty[0-7]}
NodeName=n2 Name=gpu File=${DEVICES_N2:-/dev/tty[0-7]}
CONF
  # Nothing here needs cgroups; left to itself slurmd 22.05 takes v2 where it is mounted, and that needs systemd.
  cat >"$folder/cgroup.conf" <<CONF
CgroupAutomount=no
CgroupPlugin=cgroup/v1
CONF
  cat >"$folder/slurm.conf" <<CONF
ClusterName=${CLUSTER_NAME:-loopback}
SlurmctldHost=$host(${N1_ADDRESS:-127.0.0.1})
SlurmctldPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/run/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd-%n.log
${SLURM_PLUGINS:+PluginDir=$SLURM_PLUGINS}
${TASK_PROLOG:+TaskProlog=$TASK_PROLOG}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2,sched_min_interval=100000
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
JobRequeue=1
KillWait=${KILL_WAIT:-8}
MinJobAge=300
SlurmdTimeout=${SLURMD_TIMEOUT:-6}
SlurmctldTimeout=30
SlurmdParameters=config_overrides
InactiveLimit=0
MessageTimeout=4
TCPTimeout=2
GresTypes=gpu
NodeName=n1 NodeHostname=$host NodeAddr=${N1_ADDRESS:-127.0.0.1} Port=$(free_port) CPUs=4 RealMemory=1000 Gres=gpu:${GPUS:-8} State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=${N2_ADDRESS:-127.0.0.1} Port=$(free_port) CPUs=4 RealMemory=1000 Gres=gpu:${GPUS:-8} State=UNKNOWN
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=gpu Nodes=n1,n2 Default=YES MaxTime=60 State=UP PriorityTier=1
PartitionName=urgent Nodes=n1,n2 MaxTime=60 State=UP PriorityTier=2
CONF
}

start_node() {
  local enter=()
  if [ "$1" = n2 ] && [ -n "${N2_NETNS:-}" ]; then enter=(ip netns exec "$N2_NETNS"); fi
  "${enter[@]}" slurmd -N "$1" -f "$folder/slurm.conf" -c ${SLURM_STEPD:+-d "$SLURM_STEPD"}
}

case $verb in
start)
  configure
  # In a session of its own: what ends a whole process group must not end it.
  [ -z "${3:-}" ] || setsid bash "$0" watch "$folder" "$3" </dev/null >/dev/null 2>&1 &
  munged --force --key-file="$folder/munge.key" --socket="$folder/run/munge.socket" --pid-file="$folder/run/munged.pid" \
    --log-file="$folder/log/munged.log" --seed-file="$folder/run/munged.seed"
  slurmctld -f "$folder/slurm.conf" -c
  start_node n1
  start_node n2
  export SLURM_CONF="$folder/slurm.conf"
  for _ in $(seq 150); do
    if [ "$(sinfo -h -p gpu -N -o %T 2>/dev/null | sort | uniq -c | tr -s ' ')" = ' 2 idle' ]; then exit 0; fi
    sleep 0.2
  done
  echo 'the nodes never became idle' >&2
  tail -n 5 "$folder"/log/*.log >&2
  bash "$0" stop "$folder"
  exit 1
  ;;
node) start_node "$3" ;;
watch) # owner
  while grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$3/status"; do sleep 2; done
  [ -e "$folder/slurm.conf" ] || exit 0
  SLURM_CONF="$folder/slurm.conf" squeue -h -o %A | SLURM_CONF="$folder/slurm.conf" xargs -r scancel
  sleep 5
  bash "$0" stop "$folder"
  rm -rf "$folder"
  ;;
stop)
  for pid in $(pids); do kill -TERM "$pid" 2>/dev/null || true; done
  for _ in $(seq 50); do
    if [ -z "$(pids)" ]; then exit 0; fi
    sleep 0.2
  done
  for pid in $(pids); do kill -KILL "$pid" 2>/dev/null || true; done
  ;;
esac
