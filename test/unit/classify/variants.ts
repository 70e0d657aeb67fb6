/** Logs in the words of libraries as people paste them: other versions, other ranks, chains, cut and coloured text. */
import type { Outcome } from '../../../src/findings/outcome.ts';
import {
  bareTraceback,
  childFailed,
  died,
  ERROR,
  launched,
  ready,
  registered,
  retries,
  running,
  startFailed,
  steps,
  traceback,
} from './log-text.ts';

/** What must come of one text; `says` and `not` are looked for in message, because and help of the cause. */
interface Variant {
  readonly log: string;
  readonly outcome: Outcome;
  readonly id: string;
  readonly says?: RegExp;
  readonly not?: RegExp;
}

const dying = (exception: string, rank = 0, exitcode = 1) =>
  running + traceback(exception, rank) + childFailed(rank, exitcode);
const during = (first: string, then: string) =>
  `${traceback(first)}[rank0]:\n[rank0]:During handling of the above exception, another exception occurred:\n[rank0]:\n${traceback(then)}`;
const from = (first: string, then: string) =>
  `${traceback(first)}[rank0]:\n[rank0]:The above exception was the direct cause of the following exception:\n[rank0]:\n${traceback(then)}`;
const framed = (text: string, frame: string) =>
  text.replace('/opt/engine/site-packages/x.py", line 7, in run', frame);

export const VARIANTS: Readonly<Record<string, Variant>> = {
  'a proxy that wants a password': {
    log: died(
      "requests.exceptions.ProxyError: (MaxRetryError(\"HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x (Caused by ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407 Proxy Authentication Required')))\"))",
    ),
    outcome: 'host',
    id: 'hub-blocked',
    says: /HTTPS_PROXY/,
  },
  'a download that was cut': {
    log: died('OSError: Consistency check failed: file should be of size 4976698672 but has size 1342177280'),
    outcome: 'retryable',
    id: 'hub-unreachable',
    says: /--force-download/,
  },
  'the storage behind the hub': {
    log: died(
      'RuntimeError: Data processing error: CAS service error : Reqwest Error: HTTP status server error (500 Internal Server Error), domain: https://cas-server.xethub.hf.co/v1/reconstructions/7f',
    ),
    outcome: 'retryable',
    id: 'hub-unreachable',
    says: /HF_HUB_DISABLE_XET/,
  },
  'a repository that is not there, with the advice of the hub': {
    log: died(
      'huggingface_hub.errors.RepositoryNotFoundError: 404 Client Error. (Request ID: Root=1-68f)\n\nRepository Not Found for url: https://huggingface.co/nvidia/Cosmos-Reason9/resolve/main/config.json.\nIf you are trying to access a private or gated repo, make sure you are authenticated.',
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
  },
  'the fabric manager is not there': {
    log: died(
      'RuntimeError: Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before calling NumCudaDevices() that might have already set an error? Error 802: system not yet initialized',
    ),
    outcome: 'host',
    id: 'gpu-missing',
    says: /fabric/,
  },
  'a driver that does not fit the one of the container': {
    log: died(
      'RuntimeError: Unexpected error from cudaGetDeviceCount(). Error 803: system has unsupported display driver / cuda driver combination',
    ),
    outcome: 'host',
    id: 'driver-too-old',
  },
  'docker without the toolkit of NVIDIA': {
    log: 'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].\n',
    outcome: 'host',
    id: 'gpu-missing',
    says: /nvidia-container-toolkit/,
  },
  'a model in FP8 on an Ampere': {
    log: died(
      'ValueError: FP8 quantized models is only supported on GPUs with compute capability >= 8.9 or 9.0 (e.g 4090/H100), actual = `8.0`.',
    ),
    outcome: 'host',
    id: 'gpu-architecture-unsupported',
    says: /not quantised/,
  },
  'a disk that does not answer': {
    log: died(
      "OSError: [Errno 5] Input/output error: '/mnt/lustre/out/checkpoints/step_100/policy/model_rank_0.pth'",
    ),
    outcome: 'retryable',
    id: 'infrastructure-error',
  },
  'no memory left for cuBLAS': {
    log: died('RuntimeError: CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`'),
    outcome: 'out-of-gpu-memory',
    id: 'cuda-out-of-memory',
  },
  'no chat template': {
    log: died(
      'ValueError: Cannot use chat template functions because tokenizer.chat_template is not set and no template argument was passed!',
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
    says: /\*\.jinja/,
  },
  'weights that are pickles': {
    log: died(
      'ValueError: Due to a serious vulnerability issue in `torch.load`, even with `weights_only=True`, we now require users to upgrade torch to at least v2.6 in order to use the function.',
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
    says: /safetensors/,
  },
  'a checkpoint of other settings': {
    log: died(
      "ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    ),
    outcome: 'failed',
    id: 'resume-checkpoint-unusable',
    says: /parallelism/,
  },
  'heads that tensor parallelism cannot divide': {
    log: died(
      'ValueError: Total number of attention heads (28) must be divisible by tensor parallel size (8).',
    ),
    outcome: 'config',
    id: 'parallelism-invalid',
  },
  'an attention that the model has not': {
    log: died(
      'ValueError: Qwen3VLForConditionalGeneration does not support an attention implementation through torch.nn.functional.scaled_dot_product_attention yet.',
    ),
    outcome: 'config',
    id: 'setting-unsupported',
  },
  'the shell says that the launch was killed': {
    log: `${launched()}${ready}/usr/bin/bash: line 1: 48213 Killed                  cosmos-rl --config my.toml avha.py\n`,
    outcome: 'host',
    id: 'host-memory-exhausted',
    says: /dmesg/,
  },
  'a job that gave its place to another': {
    log: `${launched()}${ready}slurmstepd: error: *** JOB 812 ON node03 CANCELLED AT 2026-11-20T10:00:00 DUE TO PREEMPTION ***\n`,
    outcome: 'retryable',
    id: 'job-ended-by-cluster',
    says: /--resume last/,
  },
  'a node of the job failed': {
    log: `${launched()}${ready}srun: error: Node failure on node03\n`,
    outcome: 'retryable',
    id: 'job-ended-by-cluster',
    says: /sinfo -R/,
  },
  'a folder of the run that may not be made': {
    log: died(
      "PermissionError: [Errno 13] Permission denied: '/workspace/outputs/sft/20261120090050/checkpoints'",
    ),
    outcome: 'disk',
    id: 'write-refused',
  },
  'an engine of another kind of processor': {
    log: '/opt/venv/bin/cosmos-rl: cannot execute binary file: Exec format error\n',
    outcome: 'host',
    id: 'engine-not-found',
    says: /setup/,
  },
  'chain: the last exception is named, with the first beside it': {
    log: running + during("KeyError: 'frames'", 'RuntimeError: sample 3 has no frames') + childFailed(),
    outcome: 'failed',
    id: 'worker-exception',
    says: /ended with RuntimeError: sample 3 has no frames.*It began with KeyError: 'frames'/s,
  },
  'chain: three links, the last says why': {
    log:
      launched() +
      ready +
      traceback("KeyError: 'qwen3_vl_moe'") +
      '[rank0]:\n[rank0]:During handling of the above exception, another exception occurred:\n[rank0]:\n' +
      from(
        'AttributeError: no such config',
        'ValueError: The checkpoint you are trying to load has model type `qwen3_vl_moe` but Transformers does not recognize this architecture.',
      ) +
      childFailed(),
    outcome: 'host',
    id: 'transformers-too-old',
    says: /qwen3_vl_moe/,
  },
  'chain: a wrapper passes on what it wraps': {
    log:
      running +
      from('ConnectionResetError: [Errno 104] peer', 'RuntimeError: Model export failed') +
      childFailed(),
    outcome: 'disk',
    id: 'export-failed',
    says: /ConnectionResetError/,
  },
  'chain without tee, on rank 1, with the prefix of the exception hook': {
    log: `${running}[rank1]: Traceback (most recent call last):
[rank1]:   File "/srv/a.py", line 3, in f
[rank1]:     g()
[rank1]: RuntimeError: received 0 items of ancdata
${childFailed(1)}`,
    outcome: 'host',
    id: 'open-files-limit',
    says: /ulimit -n 65536/,
    not: /[Rr]esume from/,
  },
  'the hook ends the rank: what was caught and logged before is not the cause': {
    log: `${running}${traceback('RuntimeError: optional cache could not be filled')}[rank0]:[rank0]: Traceback (most recent call last):
[rank0]:[rank0]:   File "/srv/a.py", line 3, in f
[rank0]:[rank0]:     g()
[rank0]:[rank0]: IndexError: list index out of range
${childFailed()}`,
    outcome: 'failed',
    id: 'worker-exception',
    says: /IndexError: list index out of range/,
  },
  'coloured text': {
    log: `\u001b[34m[rank0]:\u001b[0m\u001b[31mTraceback (most recent call last):\u001b[0m
\u001b[34m[rank0]:\u001b[0m  File "/srv/a.py", line 3, in f
\u001b[34m[rank0]:\u001b[0m    g()
\u001b[34m[rank0]:\u001b[0m\u001b[1;31mOSError: [Errno 24] Too many open files: '/data/clips/0001.mp4'\u001b[0m
`,
    outcome: 'host',
    id: 'open-files-limit',
  },
  'a traceback whose head was cut off': {
    log: `    return self._call_impl(*args, **kwargs)
  File "/opt/venv/lib/python3.12/site-packages/torch/nn/modules/conv.py", line 720, in _conv_forward
    return F.conv3d(
RuntimeError: GET was unable to find an engine to execute this computation
`,
    outcome: 'host',
    id: 'cudnn-without-engine',
    says: /LD_LIBRARY_PATH/,
  },
  'one pasted line with another rank': {
    log: '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has a total capacity of 79.18 GiB of which 1.20 GiB is free.\n',
    outcome: 'out-of-gpu-memory',
    id: 'cuda-out-of-memory',
    says: /GPU of rank 3/,
  },
  'one pasted line of an exception that nobody knows': {
    log: 'mypackage.errors.WidgetError: the widget is bent\n',
    outcome: 'failed',
    id: 'worker-exception',
    says: /WidgetError: the widget is bent/,
  },
  'one pasted line of NCCL': {
    log: 'node-0:812:812 [0] bootstrap.cc:45 NCCL WARN Bootstrap : no socket interface found\n',
    outcome: 'host',
    id: 'nccl-no-interface',
  },
  'one pasted line of the shell': {
    log: '/bin/sh: 1: redis-server: not found\n',
    outcome: 'host',
    id: 'redis-unavailable',
    says: /apt-get install -y redis-server/,
  },
  'a pasted failure block': {
    log: `============================================================
/srv/train/entry.py FAILED
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : 2026-11-20_09:01:20
  rank      : 1 (local_rank: 1)
  exitcode  : -9 (pid: 4242)
  error_file: <N/A>
  traceback : Signal 9 (SIGKILL) received by PID 4242
============================================================
`,
    outcome: 'failed',
    id: 'worker-killed',
    says: /rank 1 was killed by SIGKILL.*out of memory/s,
  },
  'one pasted line of a signal': {
    log: '  traceback : Signal 11 (SIGSEGV) received by PID 4242\n',
    outcome: 'failed',
    id: 'worker-killed',
    says: /SIGSEGV.*PYTHONFAULTHANDLER/s,
  },
  'SIGABRT of NCCL in a run': {
    log: running + childFailed(2, -6),
    outcome: 'failed',
    id: 'worker-killed',
    says: /rank 2 was killed by SIGABRT/,
  },
  'the kernel ran out of memory': {
    log: `${running}slurmstepd: error: Detected 1 oom_kill event in StepId=4711.0. Some of the step tasks have been OOM Killed.\n${childFailed(0, -9)}`,
    outcome: 'host',
    id: 'host-memory-exhausted',
    says: /Slurm: --mem=0/,
  },
  'dmesg beside the run': {
    log: `${running}[ 8121.1] Out of memory: Killed process 4242 (python) total-vm:212345678kB, anon-rss:98765432kB\n${childFailed(0, -9)}`,
    outcome: 'host',
    id: 'host-memory-exhausted',
  },
  'data loader killed': {
    log: dying('RuntimeError: DataLoader worker (pid(s) 4012, 4013) exited unexpectedly'),
    outcome: 'host',
    id: 'host-memory-exhausted',
  },
  '/dev/shm is not the output disk': {
    log: dying('RuntimeError: unable to write to file </torch_4012_1234_0>: No space left on device (28)'),
    outcome: 'host',
    id: 'shared-memory-full',
    says: /--shm-size/,
    not: /output_dir/,
  },
  '/dev/shm of NCCL': {
    log: dying(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, unhandled system error, NCCL version 2.27.5\nncclSystemError: System call (e.g. socket, malloc) or external library call failed or device error.\nLast error:\nError while creating shared memory segment /dev/shm/nccl-abc123 (size 33030528), error: No space left on device (28)',
    ),
    outcome: 'host',
    id: 'shared-memory-full',
  },
  'shared memory by the place that raised it': {
    log: framed(
      dying('OSError: [Errno 28] No space left on device'),
      '/usr/lib/python3.12/multiprocessing/shared_memory.py", line 127, in __init__',
    ),
    outcome: 'host',
    id: 'shared-memory-full',
  },
  'a full output disk stays one': {
    log: dying("OSError: [Errno 28] No space left on device: '/data/out/t0/checkpoints/step_4/policy'"),
    outcome: 'disk',
    id: 'disk-full',
    says: /max_keep=2/,
    not: /max_keep=1\b/,
  },
  'a full cache is not the output disk': {
    log: died("OSError: [Errno 28] No space left on device: '/root/.cache/huggingface/hub/blobs/ab'"),
    outcome: 'disk',
    id: 'disk-full',
    says: /HF_HOME/,
    not: /train\.output_dir/,
  },
  'safetensors written to a full disk': {
    log: dying(
      'safetensors_rust.SafetensorError: Error while serializing: IoError(Os { code: 28, kind: StorageFull, message: "No space left on device" })',
    ),
    outcome: 'disk',
    id: 'disk-full',
  },
  'weights that are Git LFS pointers': {
    log: died('safetensors_rust.SafetensorError: Error while deserializing header: HeaderTooLarge'),
    outcome: 'missing-input',
    id: 'model-not-loaded',
    says: /LFS.*git lfs pull/s,
  },
  'a cut .bin file of the model': {
    log: died(
      'RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory',
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
    not: /output_dir/,
  },
  'newer text of a cut safetensors file': {
    log: died(
      'safetensors_rust.SafetensorError: Error while deserializing header: incomplete metadata, file not fully covered',
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
  },
  'marker of another rank gone': {
    log: dying(
      "FileNotFoundError: [Errno 2] No such file or directory: '/o/checkpoints/step_8/policy/.rank_3_complete'",
      3,
    ),
    outcome: 'config',
    id: 'checkpoint-marker-race',
    not: /ls -l/,
  },
  'flash-attn of another glibc': {
    log: died(
      "ImportError: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /opt/venv/lib/python3.12/site-packages/flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so)",
    ),
    outcome: 'host',
    id: 'flash-attn-other-build',
    says: /GLIBCXX_3\.4\.32/,
  },
  'a package of another glibc': {
    log: died(
      "OSError: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by /opt/venv/lib/python3.12/site-packages/decord/libdecord.so)",
    ),
    outcome: 'host',
    id: 'package-other-build',
  },
  'transformers without the class': {
    log: died(
      "ImportError: cannot import name 'Qwen3VLMoeForConditionalGeneration' from 'transformers' (/opt/venv/lib/python3.12/site-packages/transformers/__init__.py)",
    ),
    outcome: 'host',
    id: 'transformers-too-old',
  },
  'transformers and the hub do not fit': {
    log: startFailed(
      'ImportError: huggingface-hub>=0.34.0,<1.0 is required for a normal functioning of this module, but found huggingface-hub==1.1.2.',
    ),
    outcome: 'host',
    id: 'python-environment-broken',
    says: /huggingface-hub>=0\.34\.0,<1\.0/,
  },
  'tokenizer.json of a newer tokenizers': {
    log: died(
      'Exception: data did not match any variant of untagged enum ModelWrapper at line 757443 column 3',
    ),
    outcome: 'host',
    id: 'transformers-too-old',
  },
  'Blackwell with an old torch, as a warning before the error': {
    log: `${launched()}${ready}[rank0]:UserWarning: NVIDIA RTX PRO 6000 with CUDA capability sm_120 is not compatible with the current PyTorch installation.\n${traceback('RuntimeError: CUDA error: no kernel image is available for execution on the device')}${childFailed()}`,
    outcome: 'host',
    id: 'gpu-architecture-unsupported',
    not: /--gpus all/,
  },
  'V100 with flash-attn': {
    log: dying('RuntimeError: FlashAttention only supports Ampere GPUs or newer.'),
    outcome: 'host',
    id: 'gpu-architecture-unsupported',
    says: /sdpa/,
  },
  'Triton without this architecture': {
    log: dying(
      "RuntimeError: Internal Triton PTX codegen error\nptxas fatal   : Value 'sm_120' is not defined for option 'gpu-name'",
    ),
    outcome: 'host',
    id: 'gpu-architecture-unsupported',
  },
  'driver of an older CUDA': {
    log: died(
      'RuntimeError: Unexpected error from cudaGetDeviceCount(). Error 804: forward compatibility was attempted on non supported HW',
    ),
    outcome: 'host',
    id: 'driver-too-old',
    not: /--gpus all/,
  },
  'no driver in the container': {
    log: died('ImportError: libcuda.so.1: cannot open shared object file: No such file or directory'),
    outcome: 'host',
    id: 'gpu-missing',
  },
  'libcudart of another CUDA': {
    log: died('ImportError: libcudart.so.13: cannot open shared object file: No such file or directory'),
    outcome: 'host',
    id: 'cuda-library-missing',
    says: /torch\.version\.cuda/,
  },
  'OpenCV without libGL': {
    log: startFailed('ImportError: libGL.so.1: cannot open shared object file: No such file or directory'),
    outcome: 'host',
    id: 'system-library-missing',
    says: /libgl1/,
  },
  'Triton without headers': {
    log: dying(
      "subprocess.CalledProcessError: Command '['/usr/bin/gcc', '/tmp/tmpabc/main.c', '-O3', '-shared']' returned non-zero exit status 1.",
    ),
    outcome: 'host',
    id: 'compiler-missing',
    says: /python3-dev/,
  },
  'NumPy 2 with a package of NumPy 1': {
    log: startFailed('ImportError: numpy.core.multiarray failed to import'),
    outcome: 'host',
    id: 'numpy-abi',
  },
  'torch 2.9 and Conv3d': {
    log: died(
      'RuntimeError: torch==2.9.1 has a severe performance regression of Conv3d, see https://github.com/pytorch/pytorch/issues/166122',
    ),
    outcome: 'host',
    id: 'torch-convolution-slow',
  },
  'liger-kernel that returns two values': {
    log: framed(
      dying('ValueError: not enough values to unpack (expected 3, got 2)'),
      '/opt/engine/site-packages/cosmos_rl/policy/kernel/loss.py", line 47, in forward',
    ),
    outcome: 'host',
    id: 'liger-kernel-version',
    says: /liger-kernel>=0\.6\.4,<0\.8/,
    not: /[Rr]esume/,
  },
  'gloo without its interface': {
    log: died('RuntimeError: Unable to find interface for: [0.0.0.0]'),
    outcome: 'host',
    id: 'nccl-no-interface',
  },
  'a rendezvous that closes': {
    log: `${launched()}${ready}${bareTraceback('torch.distributed.elastic.rendezvous.api.RendezvousTimeoutError')}${ERROR}Process 2590 failed with return code 1\n`,
    outcome: 'retryable',
    id: 'rendezvous-failed',
  },
  'a first node whose name does not resolve': {
    log: `${launched()}${ready}[W1120 09:01:20.000000000 socket.cpp:767] [c10d] The IPv6 network addresses of (node-0, 29345) cannot be retrieved (gai error: -2 - Name or service not known).\n${bareTraceback('torch.distributed.elastic.rendezvous.api.RendezvousConnectionError: The connection to the C10d store has failed. See inner exception for details.')}${ERROR}Process 2590 failed with return code 1\n`,
    outcome: 'retryable',
    id: 'rendezvous-failed',
    says: /node-0/,
  },
  'a node that never came': {
    log: died(
      'torch.distributed.DistStoreError: Timed out after 901 seconds waiting for clients. 1/2 clients joined.',
    ),
    outcome: 'retryable',
    id: 'rendezvous-failed',
    says: /1\/2 clients joined/,
  },
  'NCCL says what it lacks': {
    log: dying(
      "torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, unhandled cuda error, NCCL version 2.27.5\nncclUnhandledCudaError: Call to CUDA function failed.\nLast error:\nCuda failure 2 'out of memory'",
    ),
    outcome: 'out-of-gpu-memory',
    id: 'cuda-out-of-memory',
  },
  'too many requests on another rank': {
    log: died(
      'huggingface_hub.utils._errors.HfHubHTTPError: 429 Client Error: Too Many Requests for url: https://huggingface.co/nvidia/Cosmos-Reason1-7B/resolve/main/config.json',
      5,
    ),
    outcome: 'retryable',
    id: 'hub-rate-limited',
  },
  'a gated model, in several lines': {
    log: died(
      'OSError: You are trying to access a gated repo.\nMake sure to have access to it at https://huggingface.co/nvidia/Cosmos-Reason2-8B.\n401 Client Error. (Request ID: Root=1-67)',
    ),
    outcome: 'missing-input',
    id: 'model-gated',
    says: /nvidia\/Cosmos-Reason2-8B.*HF_TOKEN/s,
  },
  'a repository that does not exist': {
    log: died(
      'huggingface_hub.errors.RepositoryNotFoundError: 401 Client Error. (Request ID: Root=1-67)\nRepository Not Found for url: https://huggingface.co/api/models/nvidia/Cosmos-Reason9',
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
  },
  'offline, and not in the cache': {
    log: died(
      "huggingface_hub.errors.LocalEntryNotFoundError: Cannot find the requested files in the disk cache and outgoing traffic has been disabled. To enable hf.co look-ups and downloads online, set 'local_files_only' to False.",
    ),
    outcome: 'missing-input',
    id: 'model-not-loaded',
    says: /HF_HUB_OFFLINE/,
  },
  'no network at all': {
    log: died('httpx.ConnectError: [Errno -3] Temporary failure in name resolution (huggingface.co)'),
    outcome: 'retryable',
    id: 'hub-unreachable',
  },
  'a uid that the image does not know, in Triton': {
    log: startFailed("KeyError: 'getpwuid(): uid not found: 12345'"),
    outcome: 'host',
    id: 'user-without-name',
    says: /12345/,
  },
  'a home that is not writable': {
    log: died("PermissionError: [Errno 13] Permission denied: '/.triton'"),
    outcome: 'host',
    id: 'cache-not-writable',
    says: /TRITON_CACHE_DIR/,
  },
  threads: {
    log: died(
      "OpenBLAS blas_thread_init: pthread_create failed for thread 31 of 32: Resource temporarily unavailable\nRuntimeError: can't start new thread",
    ),
    outcome: 'host',
    id: 'process-limit',
  },
  'a reader that is missing, behind the fall-back': {
    log: `${running}[rank0]:video_reader_backend torchcodec error, use torchvision as default, msg: Could not load libtorchcodec. Likely causes:\n${traceback("AttributeError: module 'torchvision.io' has no attribute 'read_video'")}${childFailed()}`,
    outcome: 'host',
    id: 'torchcodec-not-loadable',
    not: /read_video/,
  },
  'a clip that cannot be read, behind the fall-back': {
    log: `${running}[rank0]:video_reader_backend decord error, use torchvision as default, msg: Error reading /data/clips/7.mp4...\n${traceback("AttributeError: module 'torchvision.io' has no attribute 'read_video'")}${childFailed()}`,
    outcome: 'data',
    id: 'sample-unreadable',
    says: /\/data\/clips\/7\.mp4/,
  },
  'no reader at all': {
    log: dying("AttributeError: module 'torchvision.io' has no attribute 'read_video'"),
    outcome: 'host',
    id: 'video-reader-failed',
    says: /pip install decord/,
  },
  'a quoted source line of another reader': {
    log: framed(
      dying('RuntimeError: cannot seek'),
      '/opt/venv/lib/python3.12/site-packages/x.py", line 9, in read',
    ).replace(
      '    call()',
      '    raise OSError("No space left on device") if full else RuntimeError("cannot seek")',
    ),
    outcome: 'failed',
    id: 'worker-exception',
    says: /cannot seek/,
  },
  PyAV: {
    log: dying(
      "av.error.InvalidDataError: [Errno 1094995529] Invalid data found when processing input: '/data/clips/3.mp4'",
    ),
    outcome: 'data',
    id: 'sample-unreadable',
    says: /\/data\/clips\/3\.mp4/,
  },
  'image tokens that were cut': {
    log: dying('ValueError: Image features and image tokens do not match: tokens: 1024, features 1280'),
    outcome: 'data',
    id: 'sample-too-long',
  },
  'roles that the chat template refuses': {
    log:
      running +
      retries('Conversation roles must alternate user/assistant/user/assistant/...') +
      traceback(
        'jinja2.exceptions.TemplateError: Conversation roles must alternate user/assistant/user/assistant/...',
      ) +
      childFailed(),
    outcome: 'data',
    id: 'speaker-unknown',
  },
  'the other keys of a message': {
    log: dying("KeyError: 'from'"),
    outcome: 'data',
    id: 'speaker-unknown',
  },
  'a dataset script that datasets 4 refuses': {
    log: died('RuntimeError: Dataset scripts are no longer supported, but found videos.py'),
    outcome: 'data',
    id: 'dataset-invalid',
  },
  'an index beyond the vocabulary': {
    log: dying('torch.AcceleratorError: CUDA error: device-side assert triggered'),
    outcome: 'failed',
    id: 'device-side-assert',
    says: /CUDA_LAUNCH_BLOCKING=1/,
  },
  'torch.compile': {
    log: dying('torch._inductor.exc.InductorError: LoweringException: NotImplementedError: conv3d'),
    outcome: 'config',
    id: 'compile-failed',
    says: /train\.compile=false/,
  },
  'wandb without a key': {
    log: startFailed(
      'wandb.errors.errors.UsageError: api_key not configured (no-tty). call wandb.login(key=[your_api_key])',
    ),
    outcome: 'missing-input',
    id: 'wandb-not-logged-in',
    says: /logging\.logger=\["console"\]/,
  },
  'the consequence in the controller is not the cause': {
    log: `${running}${traceback('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.00 GiB.')}${ERROR}[Controller] Unregister failed: All policy replicas departed before training completed; resume the job from a checkpoint\n${childFailed()}`,
    outcome: 'out-of-gpu-memory',
    id: 'cuda-out-of-memory',
    not: /departed/,
  },
  'an exception of the controller after that of a rank': {
    log: `${running}${traceback("PermissionError: [Errno 13] Permission denied: '/.cache/torch'")}${bareTraceback('RuntimeError: All policy replicas departed before training completed')}${childFailed()}`,
    outcome: 'host',
    id: 'cache-not-writable',
  },
  'another rank met another fault later': {
    log: `${launched(2)}${ready}${registered}${steps(1, 4, 16)}${traceback('RuntimeError: received 0 items of ancdata', 1)}${traceback('torch.OutOfMemoryError: CUDA out of memory.', 0)}${childFailed(1)}`,
    outcome: 'host',
    id: 'open-files-limit',
  },
  'cuDNN in its other words': {
    log: dying('RuntimeError: FIND was unable to find an engine to execute this computation'),
    outcome: 'host',
    id: 'cudnn-without-engine',
  },
  'a library of cuDNN that is not there': {
    log: `${running}[rank0]:Could not load library libcudnn_cnn_train.so.8. Error: /usr/local/cuda/lib64/libcudnn_cnn_train.so.8: undefined symbol: _ZN5cudnn\n${childFailed(0, -6)}`,
    outcome: 'host',
    id: 'cudnn-without-engine',
  },
  'transformers wraps the import': {
    log: died(
      'RuntimeError: Failed to import transformers.models.qwen3_vl.modeling_qwen3_vl because of the following error (look up to see its traceback):\n/opt/venv/lib/python3.12/site-packages/flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so: undefined symbol: _ZN3c104cuda',
    ),
    outcome: 'host',
    id: 'flash-attn-other-build',
  },
  'transformers 5': {
    log: died(
      "ImportError: cannot import name 'AutoModelForVision2Seq' from 'transformers' (/x/__init__.py)",
    ),
    outcome: 'host',
    id: 'python-environment-broken',
    says: /transformers>=4\.57,<5/,
  },
  'a config of another transformers': {
    log: died("AttributeError: 'Qwen2_5_VLConfig' object has no attribute 'vocab_size'"),
    outcome: 'host',
    id: 'python-environment-broken',
  },
  'run without torchrun': {
    log: `Traceback (most recent call last):
  File "/srv/hook.py", line 12, in <module>
    dist.init_process_group("nccl")
ValueError: Error initializing torch.distributed using env:// rendezvous: environment variable RANK expected, but not set
`,
    outcome: 'host',
    id: 'entry-script-alone',
    says: /cosmos-rl --config/,
  },
  'a dataset that is gated': {
    log: died(
      "datasets.exceptions.DatasetNotFoundError: Dataset 'nvidia/PhysicalAI-AV' is a gated dataset on the Hub. You must be authenticated to access it.",
    ),
    outcome: 'missing-input',
    id: 'model-gated',
  },
  forbidden: {
    log: died(
      'huggingface_hub.errors.HfHubHTTPError: (Request ID: Root=1-6)\n403 Forbidden: Please enable access to public gated repositories in your fine-grained token settings.',
    ),
    outcome: 'missing-input',
    id: 'model-gated',
  },
  'a server that has a fault': {
    log: died(
      'huggingface_hub.errors.HfHubHTTPError: 504 Server Error: Gateway Time-out for url: https://huggingface.co/api/models/nvidia/Cosmos-Reason2-2B',
    ),
    outcome: 'retryable',
    id: 'hub-unreachable',
  },
  'a rendezvous port that is taken': {
    log: died(
      'torch.distributed.DistNetworkError: The server socket has failed to listen on any local network address. port: 29345, useIpv6: false, code: -98, name: EADDRINUSE, message: address already in use',
    ),
    outcome: 'host',
    id: 'port-in-use',
    says: /29345/,
  },
  'gloo between nodes': {
    log: died(
      'RuntimeError: Gloo connectFullMesh failed with timed out connecting: SO_ERROR: Connection refused',
    ),
    outcome: 'retryable',
    id: 'rendezvous-failed',
  },
  'NCCL between nodes': {
    log: died(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, unhandled system error, NCCL version 2.27.5\nncclSystemError: System call failed.\nLast error:\nsocketStartConnect: Connect to 172.17.0.2<35557> failed : Connection timed out',
    ),
    outcome: 'retryable',
    id: 'rendezvous-failed',
    says: /172\.17\.0\.2/,
  },
  'NCCL that another rank left': {
    log: `${launched(2)}${ready}${registered}${steps(1, 4, 16)}${traceback('torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, remote process exited or there was a network error\nncclRemoteError: A call failed possibly due to a network error or a remote process exiting prematurely.\nLast error:\nsocketPollConnect: connect to 10.0.0.2 returned Connection refused', 0)}${traceback('OSError: [Errno 24] Too many open files', 1)}${childFailed(1)}`,
    outcome: 'host',
    id: 'open-files-limit',
  },
  'gloo waited in vain': {
    log: dying(
      'RuntimeError: [/pytorch/third_party/gloo/gloo/transport/tcp/unbound_buffer.cc:78] Timed out waiting 600000ms for recv operation to complete',
    ),
    outcome: 'stalled',
    id: 'collective-timeout',
  },
  'ended by signal, as an exception': {
    log: startFailed(
      "subprocess.CalledProcessError: Command '['python', 'hook.py']' died with <Signals.SIGKILL: 9>.",
    ).replace(/Process 1621 exited.*\n/, 'Process 1621 failed with return code 137\n'),
    outcome: 'failed',
    id: 'worker-killed',
    says: /SIGKILL/,
  },
  'a container that was ended': {
    log: 'error: container train exited with code 137\n',
    outcome: 'failed',
    id: 'worker-killed',
    says: /SIGKILL/,
  },
  'the folder of a checkpoint pruned under the writer': {
    log: dying('RuntimeError: Parent directory /o/checkpoints/step_20/policy does not exist.'),
    outcome: 'config',
    id: 'checkpoint-marker-race',
  },
  'vision tokens that were cut, in an older transformers': {
    log: dying(
      'RuntimeError: shape mismatch: value tensor of shape [7920, 2048] cannot be broadcast to indexing result of shape [7040, 2048]',
    ),
    outcome: 'data',
    id: 'sample-too-long',
  },
  'decord with the file in brackets': {
    log: dying(
      'decord._ffi.base.DECORDError: [09:01:10] /github/workspace/src/video/video_reader.cc:270: [/data/clips/9.mp4] Failed to measure duration/frame-rate due to broken metadata.',
    ),
    outcome: 'data',
    id: 'sample-unreadable',
    says: /\/data\/clips\/9\.mp4/,
  },
  'fps and frames in the words of transformers': {
    log: dying(
      'ValueError: `num_frames`, `fps`, and `sample_indices_fn` are mutually exclusive arguments, please use only one!',
    ),
    outcome: 'config',
    id: 'fps-and-nframes',
  },
  'ffmpeg is no file of the dataset': {
    log: dying("FileNotFoundError: [Errno 2] No such file or directory: 'ffprobe'"),
    outcome: 'host',
    id: 'program-missing',
  },
  'a line with a time stamp before it': {
    log: '2026-11-20 09:00:00,123 ERROR train.py:33 RuntimeError: received 0 items of ancdata\n',
    outcome: 'host',
    id: 'open-files-limit',
  },
  'the end of a torchrun block alone': {
    log: childFailed(0, 1).replace(/^.*Process 2590.*\n/m, ''),
    outcome: 'failed',
    id: 'workers-lost',
  },
  'the part of the controller of a run that failed': {
    log: `${ready.replace(/^.*Registering.*\n/m, '')}${ERROR}[Controller] Unregister failed: All policy replicas departed before training completed; resume the job from a checkpoint\n`,
    outcome: 'failed',
    id: 'workers-lost',
    says: /cookbook-run diagnose LOG_DIR/,
  },
  'a quoted source line in a pasted traceback': {
    log: `Traceback (most recent call last):
  File "/srv/a.py", line 3, in f
    raise OSError("No space left on device") if full else RuntimeError("cannot seek")
RuntimeError: cannot seek
`,
    outcome: 'failed',
    id: 'worker-exception',
    says: /cannot seek/,
  },
  'a fall-back on one rank, the fault on another': {
    log: `${launched(2)}${ready}${registered}${traceback("AttributeError: module 'torchvision.io' has no attribute 'read_video'", 0)}${traceback('RuntimeError: the mirror is bent', 1)}${childFailed(0).replace(/rank {6}: 0 \(local_rank: 0\)/, 'rank      : 7 (local_rank: 7)')}`,
    outcome: 'failed',
    id: 'worker-exception',
    says: /the mirror is bent/,
  },
  'the rank without an interface, and another that fell over it': {
    log: `${launched(2)}${ready}${registered}${traceback('torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, internal error\nncclInternalError: Internal check failed.\nLast error:\nBootstrap : no socket interface found', 1)}${traceback('ValueError: the group is gone', 0)}${childFailed(1)}`,
    outcome: 'host',
    id: 'nccl-no-interface',
  },
  'a traceback without its head in a run': {
    log: `${running}[rank0]:  File "/srv/a.py", line 3, in f\n[rank0]:    g()\n[rank0]:KeyError: 'getpwuid(): uid not found: 1004'\n${childFailed()}`,
    outcome: 'host',
    id: 'user-without-name',
  },
};
