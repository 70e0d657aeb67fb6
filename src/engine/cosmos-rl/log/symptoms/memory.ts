/** Host memory, shared memory and the limits of a process. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** In order: the narrower text first. */
export const MEMORY = symptomsOf([
  {
    id: 'nccl-memory-locked',
    summary: 'InfiniBand could not register memory for NCCL',
    outcome: 'host',
    subject: 'ulimit -l',
    because:
      'RDMA pins memory, and the limit of locked memory is small in containers and under batch systems.',
    source: 'nccl 2.27 src/transport/net_ib.cc',
    printed: true,
    forms: [
      {
        text: /(Call to ibv_(?:reg_mr\w*|create_cq|create_qp)[^\n]*failed[^\n]*)/,
        says: 'NCCL could not use InfiniBand: {}.',
        help: '`ulimit -l unlimited` (`docker run --ulimit memlock=-1`), or go without it: `export NCCL_IB_DISABLE=1`',
      },
    ],
  },
  {
    id: 'shared-memory-full',
    summary: '/dev/shm is too small',
    outcome: 'host',
    subject: '/dev/shm',
    because:
      'Data-loading workers pass batches through /dev/shm, and NCCL keeps its buffers there; Docker gives a container 64 MB of it. It is not the output disk.',
    source: 'torch 2.11 multiprocessing, nccl 2.27 src/misc/shmutils.cc',
    printed: true,
    forms: [
      {
        text: /(killed by signal: Bus error|insufficient shared memory \(shm\)|out of shared memory|[Bb]us error \(core dumped\)|Signal 7 \(SIGBUS\)[^\n]*|unable to (?:write to file|open shared memory object|mmap \d+ bytes from file|allocate shared memory)[^\n]*(?:torch_|\/dev\/shm|shm)[^\n]*|No space left on device[^\n]*(?:\/dev\/shm|torch_\d+|\/psm_|nccl-)[^\n]*|(?:\/dev\/shm|shared memory segment|\/psm_|nccl-\w+)[^\n]*No space left on device[^\n]*|Error while (?:creating|attaching to) shared memory segment[^\n]*|Call to (?:posix_fallocate|ftruncate|shm_open)[^\n]*)/,
        says: 'The shared memory of this host or container is too small: {}.',
        help: '`docker run --shm-size=16g` (or --ipc=host); without a container: `mount -o remount,size=16G /dev/shm`; or `train.train_policy.dataloader_num_workers=0`',
      },
      {
        text: /(No space left on device[^\n]*)/,
        where: /multiprocessing|shared_memory|_share_filename|shm_open/,
        says: 'The shared memory of this host or container is too small: {}.',
        help: '`docker run --shm-size=16g` (or --ipc=host); without a container: `mount -o remount,size=16G /dev/shm`; or `train.train_policy.dataloader_num_workers=0`',
      },
    ],
  },
  {
    id: 'open-files-limit',
    summary: 'Too many files are open',
    outcome: 'host',
    subject: 'ulimit -n',
    because:
      'Data-loading workers share each tensor through a file descriptor, and the limit is 1024 in many shells and containers; resuming cannot help.',
    source: 'torch 2.11 multiprocessing/reductions.py',
    printed: true,
    forms: [
      {
        text: /(received \d+ items of ancdata|Too many open files(?! in system)[^\n]*|\[Errno 24\][^\n]*|Too many open files in system|too many fds)/,
        says: 'The limit of open files was reached: {}.',
        help: "`ulimit -n 65536` before the start (`docker run --ulimit nofile=65536:65536`), or torch.multiprocessing.set_sharing_strategy('file_system') in the entry script.",
      },
    ],
  },
  {
    id: 'process-limit',
    summary: 'No more threads or processes may be started',
    outcome: 'host',
    subject: 'ulimit -u',
    because: 'Each rank starts data-loading workers, and each library a thread for each core.',
    source: 'glibc pthread_create, OpenBLAS 0.3',
    printed: true,
    forms: [
      {
        text: /(can't start new thread|pthread_create failed[^\n]*|blas_thread_init[^\n]*|fork: (?:retry: )?Resource temporarily unavailable|BlockingIOError: \[Errno 11\] Resource temporarily unavailable|Thread creation failed[^\n]*)/,
        says: 'No more threads or processes may be started: {}.',
        help: '`ulimit -u unlimited` (`docker run --pids-limit=-1`), `export OMP_NUM_THREADS=8`, and fewer train.train_policy.dataloader_num_workers.',
      },
    ],
  },
  {
    id: 'user-without-name',
    summary: 'The container runs as a user id that has no name',
    outcome: 'host',
    subject: 'user',
    because:
      'torch asks for the user name when it makes its cache folder, and /etc/passwd of the container has no entry for this id (docker run --user, Slurm, OpenShift).',
    source: 'torch 2.11 _inductor/runtime/cache_dir_utils.py, Python getpass.py',
    forms: [
      {
        text: /(getpwuid\(\): uid not found: \d+|No user exists for uid \d+|I have no name!|No username set in the environment)/,
        says: 'The user id of this process has no name: {}.',
        help: '`export USER=me LOGNAME=me HOME=/tmp TORCHINDUCTOR_CACHE_DIR=/tmp/inductor`, or `docker run -v /etc/passwd:/etc/passwd:ro`, or run as a user that the image knows.',
      },
    ],
  },
  {
    id: 'cache-not-writable',
    summary: 'A cache folder cannot be written',
    outcome: 'host',
    subject: 'HOME',
    because:
      'Hugging Face, Triton and torch keep caches below HOME, which belongs to somebody else or is read-only here.',
    source: 'huggingface_hub constants.py, triton 3.5 knobs.py',
    forms: [
      {
        text: /(?:\[Errno (?:13|30)\][^\n']*|Permission denied|Read-only file system)[^\n']*'([^'\n]*\/\.(?:cache|triton|config|nv|local|torch|huggingface|netrc|cosmos)[^'\n]*)'/,
        says: 'The cache folder {} cannot be written.',
        help: '`export HOME=/tmp/home HF_HOME=/data/hf TRITON_CACHE_DIR=/tmp/triton TORCHINDUCTOR_CACHE_DIR=/tmp/inductor`, with folders that this user may write.',
      },
    ],
  },
  {
    id: 'host-memory-exhausted',
    summary: 'The host ran out of memory',
    outcome: 'host',
    because:
      'Loading keeps an fp32 copy of the model for each rank in host memory, and 0.4.7 copies all states there at each asynchronous save; a limit of the container or of the job counts as well.',
    source: 'utils/checkpoint.py:464, 0.4.7',
    printed: true,
    forms: [
      {
        text: /(oom-kill:[^\n]*|(?:[Dd]etected \d+ )?oom[_-]kill event[^\n]*|Out of memory: Killed process[^\n]*|Memory cgroup out of memory[^\n]*|OOM Killed[^\n]*|OOMKilled|OUT_OF_MEMORY|oom_reaper: [^\n]*|Exceeded job memory limit[^\n]*)/,
        says: 'The kernel ended a process because memory ran out: {}.',
        help: 'Give the job or container more memory (free -g; docker run without --memory; Slurm: --mem=0); fewer train.train_policy.dataloader_num_workers, and `train.ckpt.save_mode="sync"`, need less.',
      },
      {
        text: /line (\d+: +\d+ Killed +[^\n]*\bcosmos-rl\b[^\n]*)/,
        ends: true,
        says: 'The kernel ended the whole launch, as it does where memory ran out: line {}.',
        help: 'Look for the kill: `dmesg -T | grep -i "out of memory"`; give the job or container more memory (free -g; docker run without --memory; Slurm: --mem=0).',
      },
      {
        text: /(\bMemoryError\b|_ArrayMemoryError[^\n]*|Cannot allocate memory[^\n]*|std::bad_alloc|DefaultCPUAllocator: (?:can't|not enough)[^\n]*|unable to (?:mmap|allocate)[^\n]*|Unable to allocate [\d.]+ [KMGT]iB[^\n]*|DataLoader worker \(pid\(?s?\)? [\d, ]+\) (?:is killed by signal|exited unexpectedly)[^\n]*)/,
        says: 'The host ran out of memory, or a data-loading process was ended: {}.',
        help: 'Look for the kill: `dmesg -T | grep -i "out of memory"`; give the job more memory, or set fewer train.train_policy.dataloader_num_workers (0 shows whether data loading is the cause).',
      },
    ],
  },
]);
