/** For each symptom a log that shows it and one that nearly does; texts from the engine's source, as cited. */
import {
  bareTraceback,
  childFailed,
  complete,
  completed,
  died,
  ERROR,
  INFO,
  launched,
  loaded,
  ready,
  registered,
  retries,
  running,
  saved,
  startFailed,
  steps,
  stopping,
  traceback,
} from './log-text.ts';
import { ENVIRONMENT_CASES } from './symptom-cases-environment.ts';

/** `shows` must give the symptom, and as the outcome unless it is an aside; `not` must not. */
export interface SymptomCase {
  readonly shows: string;
  readonly not: string;
}

const dyingAtStep4 = (exception: string, rank = 0) =>
  running + traceback(exception, rank) + childFailed(rank);

export const SYMPTOM_CASES: Readonly<Record<string, SymptomCase>> = {
  ...ENVIRONMENT_CASES,
  'nccl-interrupted': {
    shows: dyingAtStep4(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, unhandled system error\nncclSystemError: System call (e.g. socket, malloc) failed.',
    ),
    not: died('torch.distributed.DistBackendError: ncclSystemError: System call failed.'),
  },
  'engine-not-found': {
    shows: 'bash: line 1: cosmos-rl: command not found\n',
    not: complete(),
  },
  // launcher/launch_all.py:100, 0.2.6 to 0.4.7
  'config-unreadable': {
    shows: `${ERROR}Error reading config file /srv/run.toml: Invalid value (line 3 column 1 char 40)\n`,
    not: startFailed('RuntimeError: Error while reading config'),
  },
  // launcher/utility.py:72, 82 and launch_all.py:712, 0.4.7; engine-cpu.md §5
  'gpu-missing': {
    shows: `${ERROR}Error detecting GPUs: [Errno 2] No such file or directory: 'nvidia-smi'\n${bareTraceback('RuntimeError: No GPUs available. Please check your GPU configuration.')}`,
    not: died('RuntimeError: something about GPUs'),
  },
  // launcher/utility.py:481, 0.4.7
  'gpu-count-rejected': {
    shows: launched(3) + bareTraceback('AssertionError: Number of GPUs per node must be 1, 2, 4, or 8'),
    not: launched(3) + bareTraceback('AssertionError: Number of GPUs'),
  },
  // launcher/utility.py:270 and launch_all.py:903, 0.4.7
  'gpus-insufficient': {
    shows:
      launched(2) + bareTraceback('AssertionError: Not enough GPUs available. Required: 12, Available: 8'),
    not: died('AssertionError: Not enough samples available'),
  },
  // dispatcher/controller.py:256, 0.4.7
  'redis-unavailable': {
    shows: startFailed(
      'RuntimeError: Redis server failed to start after 10 attempts, starting from port 12800. Check /tmp/redis.log for details.',
    ),
    not:
      complete() +
      'redis-cli: error while loading shared libraries: liblzf.so.1: cannot open shared object file\n',
  },
  // utils/pynccl.py:109, 0.4.7; :80, 0.3.9
  'nccl-missing': {
    shows: died('RuntimeError: Could not locate libnccl.so* from the `nvidia-nccl-cu*` package.'),
    not: died('RuntimeError: NCCL error: unhandled cuda error'),
  },
  // policy/kernel/modeling_utils.py:121, 0.4.7
  'flash-attn-not-importable': {
    shows: died('NotImplementedError: FlashAttention is not installed.'),
    not:
      running +
      '[rank0]:[cosmos] 2026-11-22 13:43:08,443 - cosmos - WARNING - FlashAttention2 is not installed.\n',
  },
  'cuda-out-of-memory': {
    shows: dyingAtStep4(
      'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.32 GiB. GPU 3 has a total capacity of 79.18 GiB of which 1.20 GiB is free.',
      3,
    ),
    not:
      running +
      '[rank0]:caught and retried: CUDA out of memory in benchmark\n' +
      steps(5, 16, 16) +
      saved(16) +
      stopping,
  },
  // utils/model_export.py and utils/checkpoint.py finalize, 0.4.7
  'disk-full': {
    shows:
      launched() +
      ready +
      loaded() +
      registered +
      steps(1, 16, 16) +
      `[rank0]:${INFO}Saving huggingface checkpoint at step 16 to /data/out/t0...\n` +
      traceback('OSError: [Errno 28] No space left on device') +
      '[rank0]:\n[rank0]:The above exception was the direct cause of the following exception:\n[rank0]:\n' +
      traceback('RuntimeError: Model export failed') +
      childFailed(),
    not: `${complete()}wandb: WARNING No space left on device in /root/.cache, artifacts are not cached\n`,
  },
  'write-refused': {
    shows: died("PermissionError: [Errno 13] Permission denied: '/data/out/t0/checkpoints'"),
    not: died("PermissionError: [Errno 13] Permission denied: '/data/clips/a.json'"),
  },
  'host-memory-exhausted': {
    shows: dyingAtStep4('RuntimeError: DataLoader worker (pid 4012) is killed by signal: Killed.'),
    not: dyingAtStep4('RuntimeError: DataLoader timed out after 60 seconds'),
  },
  'infrastructure-error': {
    shows: dyingAtStep4('torch.AcceleratorError: CUDA error: uncorrectable ECC error encountered'),
    not: dyingAtStep4('torch.AcceleratorError: CUDA error: an illegal memory access was encountered'),
  },
  // utils/util.py retry, 0.4.7, around huggingface_hub
  'model-gated': {
    shows:
      launched() +
      ready +
      '[rank0]:[cosmos] 2026-11-22 13:43:07,670 - cosmos - WARNING - Retrying load_model_config due to error: 401 Client Error. (Request ID: Root=1) Cannot access gated repo for url https://huggingface.co/nvidia/Cosmos-Reason2-2B/resolve/main/config.json.\n',
    not:
      running +
      'wandb: ERROR 401 Client Error: Unauthorized for url https://api.wandb.ai/graphql\n' +
      steps(5, 8, 16),
  },
  'model-not-loaded': {
    shows: died("OSError: Can't load the configuration of '/models/none'. If you were trying to load it"),
    not:
      launched() +
      ready +
      "[rank0]:[cosmos] 2026-11-22 13:43:07,670 - cosmos - WARNING - Retrying load_model_config due to error: We couldn't connect to 'https://huggingface.co'\n" +
      registered +
      steps(1, 4, 16),
  },
  // policy/worker/base.py:173, 0.4.7
  'batch-rejected': {
    shows: died('AssertionError: train_batch_per_replica(8) of sft must be divisible by mini_batch(3)'),
    not: died('AssertionError: train_batch_per_replica is odd'),
  },
  // utils/parallelism.py:167, 0.4.7
  'parallelism-invalid': {
    shows: died(
      'AssertionError: Invalid parallel dims: dp_replicate(1) * dp_shard(1) * cp(1) * tp(2) * pp(1) != WORLD_SIZE(1)',
    ),
    not: died('AssertionError: WORLD_SIZE is not set'),
  },
  // policy/model/hf_models/parallelize.py:57, 0.4.7
  'compile-unsupported': {
    shows: died('AssertionError: Compile is not supported for HFModel'),
    not: died('torch._dynamo.exc.InternalTorchDynamoError: compile failed'),
  },
  // policy/worker/base.py:112, 0.4.7
  'setting-unsupported': {
    shows: died('ValueError: Trainer sftt is not supported.'),
    not: died('ValueError: this is not supported here'),
  },
  // dispatcher/run_web_panel.py:1397, 0.4.7, around pydantic
  'config-rejected': {
    shows: startFailed(
      `pydantic_core._pydantic_core.ValidationError: 1 validation error for Config
train.epoch
  Input should be a valid integer, got a number with a fractional part [type=int_from_float, input_value=1.5, input_type=float]

During handling of the above exception, another exception occurred:

${bareTraceback('RuntimeError: Failed to load or parse config file /tmp/tmpabc.toml: 1 validation error for Config')}`,
    ),
    not: startFailed(
      'RuntimeError: Failed to load or parse config file /tmp/tmpabc.toml: redis is not there',
    ),
  },
  // utils/checkpoint.py:905, 0.4.7
  'resume-checkpoint-missing': {
    shows: died(
      "cosmos_rl.utils.resume.NoCheckpointFound: No complete checkpoint found at ['/data/old/step_9/policy']",
    ),
    not: `${running}[rank0]:${INFO}No committed checkpoint found; starting from HuggingFace.\n`,
  },
  // utils/checkpoint.py:900, 0.4.7
  'resume-checkpoint-unusable': {
    shows:
      launched() +
      ready +
      loaded() +
      `[rank0]:${ERROR}Error loading selected checkpoint from /data/old/step_9/policy: size mismatch for lm_head; continuation is unsafe.\n` +
      traceback('RuntimeError: size mismatch for lm_head') +
      childFailed(),
    not:
      running +
      `[rank0]:${ERROR}Error loading checkpoint from /data/old/step_9: gone, try next checkpoint...\n`,
  },
  // utils/checkpoint.py:644, 0.4.7
  'checkpoint-immutable': {
    shows: died('ValueError: Checkpoint step 20 is immutable: conflicting policy/model_rank_0.pth'),
    not: died('ValueError: step 20 is conflicting'),
  },
  // policy/worker/multi_replica_sft_worker.py:341, 0.4.7 (gpu-runs.md §3)
  'multi-replica-dataset': {
    shows:
      launched(1, 2) +
      ready +
      registered +
      traceback('TypeError: tuple indices must be integers or slices, not str') +
      childFailed(),
    not: died('TypeError: tuple indices must be integers or slices, not str'),
  },
  // dispatcher/api/client.py:196, 0.4.7
  'training-boundary-rejected': {
    shows: died(
      'RuntimeError: Training boundary rejected: {"error":"Invalid training boundary participant or step"}',
    ),
    not: died('RuntimeError: boundary conditions'),
  },
  'dataset-too-small': {
    shows:
      launched() +
      ready +
      loaded(true, 8) +
      `[rank0]:${INFO}Final dataset size = 3\n[rank0]:${INFO}Saving huggingface checkpoint at step 0 to /data/out/t0...\n` +
      traceback("AttributeError: 'NoneType' object has no attribute 'state_dict'") +
      childFailed(),
    not: dyingAtStep4("AttributeError: 'NoneType' object has no attribute 'state_dict'"),
  },
  // dispatcher/data/packer/hf_vlm_data_packer.py:1023-1031, 0.4.4
  'sample-too-long': {
    shows:
      running +
      retries('Sample has 9000 tokens, truncation would break vision token alignment, skipping.') +
      traceback(
        'ValueError: Sample has 9000 tokens, truncation would break vision token alignment, skipping.',
      ) +
      childFailed(),
    not:
      running +
      '[rank0]:[cosmos] 2026-11-22 13:43:08,443 - cosmos - WARNING - [video] Truncated vision sample from 5000 to 4096 tokens\n',
  },
  // qwen-vl-utils vision_process.py smart_nframes (gpu-runs.md §3)
  'frames-exceed-clip': {
    shows:
      running +
      retries(
        "module 'torchvision.io' has no attribute 'read_video'",
        50,
        '[rank0]:video_reader_backend decord error, use torchvision as default, msg: nframes should in interval [2, 10], but got 16.\n',
      ) +
      traceback("AttributeError: module 'torchvision.io' has no attribute 'read_video'") +
      childFailed(),
    not: running + retries('nframes must be set', 3) + steps(5, 16, 16) + saved(16) + stopping,
  },
  'sample-unreadable': {
    shows:
      running +
      retries('cannot identify image file') +
      traceback("PIL.UnidentifiedImageError: cannot identify image file '/data/a.png'") +
      childFailed(),
    not: running + retries('Error reading /data/a.mp4...', 2) + steps(5, 16, 16) + saved(16) + stopping,
  },
  // dispatcher/data/packer/qwen2_5_vlm_data_packer.py:398, 0.4.7
  'packer-rejects-sample': {
    shows:
      running +
      retries("Unsupported content type: <class 'list'>") +
      traceback("ValueError: Unsupported content type: <class 'list'>") +
      childFailed(),
    not:
      running +
      retries('list index out of range') +
      traceback('IndexError: list index out of range') +
      childFailed(),
  },
  'dataset-invalid': {
    shows: `${launched()}cookbook-run: data: /data/a.json:3: no conversations (add them)
CookbookDataError: 1 problem in the dataset, first: /data/a.json:3: no conversations (add them)
${ERROR}Process 1621 exited with code 65. Exiting.
`,
    not: died("KeyError: 'messages'"),
  },
  'sample-rejected': {
    shows:
      running +
      retries('list index out of range') +
      traceback('IndexError: list index out of range') +
      childFailed(),
    not: running + retries('list index out of range', 2) + steps(5, 16, 16) + saved(16) + stopping,
  },
  'input-missing': {
    shows: startFailed("FileNotFoundError: [Errno 2] No such file or directory: '/data/ann.json'"),
    not: startFailed('RuntimeError: probe'),
  },
  // launcher/launch_all.py:824, 0.4.7
  'port-in-use': {
    shows:
      launched() +
      bareTraceback(
        'RuntimeError: Controller port 8000 is already in use on this node. It cannot be substituted because non-primary workers connect to this exact endpoint.',
      ),
    not: complete(),
  },
  'python-environment-broken': {
    shows: launched() + ready + traceback("ModuleNotFoundError: No module named 'torchao'") + childFailed(),
    not: complete(),
  },
  // utils/model_export.py, 0.4.7
  'export-failed': {
    shows:
      launched() +
      ready +
      loaded() +
      registered +
      steps(1, 16, 16) +
      traceback('ValueError: LoRA adapter is empty') +
      '[rank0]:\n[rank0]:The above exception was the direct cause of the following exception:\n[rank0]:\n' +
      traceback('RuntimeError: Model export failed') +
      childFailed(),
    not: died('ValueError: LoRA adapter is empty'),
  },
  'entry-script-failed': {
    shows: startFailed('RuntimeError: probe: entry script raised at import'),
    not: died('RuntimeError: probe: dataset setup raised'),
  },
  // dispatcher/controller.py:55 and utils/redis_stream.py:222, 0.4.7
  'redis-lost': {
    shows: `${running}[cosmos] 2026-11-22 13:42:00,214 - cosmos - CRITICAL - Controller publication failed; terminating execution: Redis publication deadline expired; outcome is unknown
${ERROR}Process 1621 failed with return code 86
`,
    not: complete(),
  },
  'worker-exception': {
    shows: died('RuntimeError: probe: dataset setup raised', 1),
    not: complete(),
  },
  // torch ProcessGroupNCCL.cpp (cosmos-rl-runtime.md §2.3 a4)
  'collective-timeout': {
    shows: `${running}[rank1]:[rank1]:[E1122 13:53:16.000000000 ProcessGroupNCCL.cpp:685] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=42, OpType=ALLREDUCE, NumelIn=1, NumelOut=1, Timeout(ms)=600000) ran for 600029 milliseconds before timing out.
${childFailed(1, -6)}`,
    not: dyingAtStep4('RuntimeError: watchdog'),
  },
  'worker-killed': {
    shows: running + childFailed(0, -9),
    not: running + childFailed(0, 1),
  },
  'controller-died': {
    shows: `${running}launch_controller.sh: line 78:  1638 Killed                  $CMD\n${ERROR}Process 1636 failed with return code 137\n`,
    not: `${running}${childFailed(0, -9)}${ERROR}Process 1636 failed with return code 86\n`,
  },
  // dispatcher/status.py:442 and run_web_panel.py:436, 0.4.7
  'workers-lost': {
    shows: `${running}[cosmos] 2026-11-22 13:46:35,382 - cosmos - WARNING - [Controller] Policy 429a265d is dead
[cosmos] 2026-11-22 13:46:35,382 - cosmos - CRITICAL - Controller monitor failed; terminating execution: All policy replicas departed before training completed
${ERROR}Process 1770 failed with return code 86
`,
    not: complete(),
  },
  'rollout-planned': {
    shows: launched(1, 1, 1) + ready + registered + steps(1, 5, 8),
    not: running,
  },
  'loss-not-finite': {
    shows:
      launched() +
      ready +
      loaded() +
      registered +
      steps(1, 4, 16) +
      steps(5, 16, 16, 'nan') +
      saved(16) +
      stopping,
    not: complete(),
  },
  'interrupted-by-signal': {
    shows: `${running}W1122 13:44:59.208000 5042 torch/distributed/elastic/agent/server/api.py:739] Received 15 death signal, shutting down workers\n`,
    not: running,
  },
  'stop-requested': {
    shows: `${running}[rank0]:${INFO}Signal 10 received, setting signal_received to True in handler_default at 6546\n${saved(4)}${stopping}${completed}`,
    not: `${running}${INFO}Signal 10 received, forwarding to subprocesses at 881\n`,
  },
  'loss-was-not-finite': {
    shows:
      launched() +
      ready +
      loaded() +
      registered +
      steps(1, 4, 16) +
      steps(5, 5, 16, 'inf') +
      steps(6, 16, 16) +
      saved(16) +
      stopping,
    not: complete(),
  },
  'validation-loss-not-finite': {
    shows:
      launched() +
      ready +
      loaded() +
      registered +
      steps(1, 16, 16) +
      `[rank0]:${INFO}[SFT] Validation loss: nan for train step 16/16, epoch 0\n` +
      saved(16) +
      stopping,
    not: complete(),
  },
};
