/** The environment's faults, in the words of its libraries: a log that shows each, and one that nearly does. */
import { complete, died, launched, ready, startFailed, traceback } from './log-text.ts';
import type { SymptomCase } from './symptom-cases.ts';

const before = (text: string) => `${launched()}${ready}${text}`;

/** By symptom id. */
export const ENVIRONMENT_CASES: Readonly<Record<string, SymptomCase>> = {
  'hub-blocked': {
    shows: died(
      "requests.exceptions.SSLError: (MaxRetryError(\"HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain')))\"))",
    ),
    not: died(
      "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='huggingface.co', port=443): timed out",
    ),
  },
  'hub-cache-locked': {
    shows: died(
      "filelock._error.Timeout: The file lock '/root/.cache/huggingface/hub/.locks/models--nvidia--Cosmos-Reason1-7B/a.lock' could not be acquired.",
    ),
    not: died("OSError: the folder '/data/a.lock' could not be acquired"),
  },
  'wandb-unreachable': {
    shows: died('wandb.errors.errors.CommError: Run initialization has timed out after 90.0 sec.'),
    not: died('RuntimeError: Timed out after 90.0 sec.'),
  },
  'cuda-toolkit-too-old': {
    shows: before(
      `nvcc fatal   : Unsupported gpu architecture 'compute_120'\n${traceback('RuntimeError: Error building extension')}`,
    ),
    not: died("RuntimeError: Unsupported architecture 'compute'"),
  },
  'gradient-not-finite': {
    shows: died(
      'RuntimeError: The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped.',
    ),
    not: died('RuntimeError: The total norm is too large'),
  },
  'job-ended-by-cluster': {
    shows: before(
      'slurmstepd: error: *** STEP 812.0 ON node03 CANCELLED AT 2026-11-20T10:00:00 DUE TO TIME LIMIT ***\n',
    ),
    not: before('slurmstepd: error: *** STEP 812.0 ON node03 CANCELLED AT 2026-11-20T10:00:00 ***\n'),
  },
  'job-cancelled': {
    shows: before('slurmstepd: error: *** STEP 812.0 ON node03 CANCELLED AT 2026-11-20T10:00:00 ***\n'),
    not: before(
      'slurmstepd: error: *** JOB 812 ON node03 CANCELLED AT 2026-11-20T10:00:00 DUE TO PREEMPTION ***\n',
    ),
  },
  'entry-script-alone': {
    shows: died("ModuleNotFoundError: No module named 'cosmos_rl'"),
    not: died("ModuleNotFoundError: No module named 'cosmos_guardrail'"),
  },
  'flash-attn-other-build': {
    shows: died(
      "ImportError: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.32' not found (required by /opt/venv/lib/python3.12/site-packages/flash_attn_2_cuda.cpython-312-x86_64-linux-gnu.so)",
    ),
    not: died("ImportError: No module named 'flash_attn'"),
  },
  'torchcodec-not-loadable': {
    shows: died(
      'RuntimeError: Could not load libtorchcodec. Likely causes:\n          1. FFmpeg is not properly installed in your environment.\n        The following exceptions were raised as we tried to load libtorchcodec:\nFFmpeg version 8: libavutil.so.60: cannot open shared object file: No such file or directory',
    ),
    not: died('RuntimeError: torchcodec failed to seek in /data/a.mp4'),
  },
  'transformers-too-old': {
    shows: died(
      "ImportError: cannot import name 'Qwen3VLForConditionalGeneration' from 'transformers' (/opt/venv/lib/python3.12/site-packages/transformers/__init__.py)",
    ),
    not: died("KeyError: 'model_type'"),
  },
  'model-of-another-kind': {
    shows: died(
      "ValueError: Unrecognized configuration class <class 'transformers.models.llama.configuration_llama.LlamaConfig'> for this kind of AutoModel: AutoModelForImageTextToText.\nModel type should be one of AriaConfig, Qwen2_5_VLConfig.",
    ),
    not: died(
      "ImportError: cannot import name 'AutoModelForImageTextToText' from 'transformers' (/opt/venv/lib/python3.12/site-packages/transformers/__init__.py)",
    ),
  },
  'liger-kernel-version': {
    shows: died('ValueError: not enough values to unpack (expected 3, got 2)', 0).replace(
      '/opt/engine/site-packages/x.py", line 7, in run',
      '/opt/engine/site-packages/cosmos_rl/policy/kernel/loss.py", line 47, in forward',
    ),
    not: died('ValueError: too many values to unpack (expected 3)'),
  },
  'torch-convolution-slow': {
    shows: died(
      'ValueError: Unsupported torch version detected: torch 2.9.1 with Conv3D. This combination is known to cause severe performance regression.',
    ),
    not: died('ValueError: torch 2.9.1 is not supported'),
  },
  'cudnn-without-engine': {
    shows: died('RuntimeError: GET was unable to find an engine to execute this computation'),
    not: died('RuntimeError: search engine is not there'),
  },
  'numpy-abi': {
    shows: died(
      'ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject',
    ),
    not: died('ValueError: numpy array has the wrong dtype'),
  },
  'cuda-library-missing': {
    shows: died('OSError: libcudart.so.12: cannot open shared object file: No such file or directory'),
    not: died('OSError: libfoo.so.1: cannot open shared object file: No such file or directory'),
  },
  'compiler-missing': {
    shows: died(
      'RuntimeError: Failed to find C compiler. Please specify via CC environment variable or set triton.knobs.build.impl.',
    ),
    not: died('RuntimeError: compiler warnings'),
  },
  'system-library-missing': {
    shows: died('ImportError: libGL.so.1: cannot open shared object file: No such file or directory'),
    not: died('ImportError: bad magic number'),
  },
  'package-other-build': {
    shows: died('RuntimeError: operator torchvision::nms does not exist'),
    not: died('RuntimeError: operator does not exist'),
  },
  'gpu-architecture-unsupported': {
    shows: died(
      'torch.AcceleratorError: CUDA error: no kernel image is available for execution on the device',
    ),
    not: died('torch.AcceleratorError: CUDA error: an illegal memory access was encountered'),
  },
  'driver-too-old': {
    shows: died(
      'RuntimeError: The NVIDIA driver on your system is too old (found version 12040). Please update your GPU driver.',
    ),
    not: died('RuntimeError: driver'),
  },
  'gpu-shared-by-ranks': {
    shows: died(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, invalid usage, NCCL version 2.27.5\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\nDuplicate GPU detected : rank 1 and rank 0 both on CUDA device 4000',
    ),
    not: complete(),
  },
  'device-side-assert': {
    shows: died('torch.AcceleratorError: CUDA error: device-side assert triggered'),
    not: died('AssertionError: device-side'),
  },
  'shared-memory-full': {
    shows: died(
      "RuntimeError: DataLoader worker (pid 4012) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
    ),
    not: died("OSError: [Errno 28] No space left on device: '/data/out/t0/checkpoints/step_4'"),
  },
  'open-files-limit': {
    shows: died('RuntimeError: received 0 items of ancdata'),
    not: died('RuntimeError: received 0 items'),
  },
  'process-limit': {
    shows: died("RuntimeError: can't start new thread"),
    not: died('RuntimeError: thread'),
  },
  'user-without-name': {
    shows: died("KeyError: 'getpwuid(): uid not found: 1004'"),
    not: died("KeyError: 'uid'"),
  },
  'cache-not-writable': {
    shows: died("PermissionError: [Errno 13] Permission denied: '/.cache/huggingface/hub'"),
    not: died("PermissionError: [Errno 13] Permission denied: '/data/clips/a.json'"),
  },
  'nccl-no-interface': {
    shows: died(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, internal error, NCCL version 2.27.5\nncclInternalError: Internal check failed.\nLast error:\nBootstrap : no socket interface found',
    ),
    not: died('RuntimeError: no interface'),
  },
  'nccl-memory-locked': {
    shows: died(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, unhandled system error, NCCL version 2.27.5\nncclSystemError: System call failed.\nLast error:\nCall to ibv_reg_mr failed with error Cannot allocate memory',
    ),
    not: complete(),
  },
  'rendezvous-failed': {
    shows: died(
      'torch.distributed.DistNetworkError: The client socket has failed to connect to any network address of (node-0, 29345). The client socket has timed out after 60000ms while trying to connect to (node-0, 29345).',
    ),
    not: died('TimeoutError: the reward service did not answer'),
  },
  'nccl-failed': {
    shows: died(
      "torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, unhandled cuda error, NCCL version 2.27.5\nncclUnhandledCudaError: Call to CUDA function failed.\nLast error:\nCuda failure 217 'peer access is not supported between these two devices'",
    ),
    not: died(
      'torch.distributed.DistBackendError: NCCL error in: NCCLUtils.cpp:77, remote process exited\nLast error:\nsocketProgress: Connection closed by remote peer 10.0.0.1<4000>',
    ),
  },
  'hub-rate-limited': {
    shows: died(
      'huggingface_hub.errors.HfHubHTTPError: 429 Client Error: Too Many Requests for url: https://huggingface.co/api/models/nvidia/Cosmos-Reason2-8B/tree/main',
    ),
    not: died('RuntimeError: 429 samples'),
  },
  'wandb-not-logged-in': {
    shows: startFailed(
      'wandb.errors.errors.UsageError: api_key not configured (no-tty). call wandb.login(key=[your_api_key])',
    ),
    not: complete(),
  },
  'hub-unreachable': {
    shows: died(
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /nvidia/Cosmos-Reason2-2B (Caused by NameResolutionError: Failed to resolve 'huggingface.co')",
    ),
    not: died("requests.exceptions.ConnectionError: HTTPConnectionPool(host='localhost', port=8000)"),
  },
  'checkpoint-marker-race': {
    shows: died(
      "FileNotFoundError: [Errno 2] No such file or directory: '/data/out/t0/checkpoints/step_20/policy/.rank_0_complete'",
    ),
    not: died("FileNotFoundError: [Errno 2] No such file or directory: '/data/a.json'"),
  },
  'fps-and-nframes': {
    shows: before(
      `[rank0]:video_reader_backend decord error, use torchvision as default, msg: Only accept either \`fps\` or \`nframes\`\n${traceback("AttributeError: module 'torchvision.io' has no attribute 'read_video'")}`,
    ),
    not: complete(),
  },
  'compile-failed': {
    shows: died("torch._dynamo.exc.BackendCompilerFailed: backend='inductor' raised:"),
    not: died('RuntimeError: backend failed'),
  },
  'speaker-unknown': {
    shows: died('AssertionError: Invalid role: None'),
    not: died('AssertionError: invalid rolling window'),
  },
  'sample-shape-refused': {
    shows: died('ValueError: absolute aspect ratio must be smaller than 200, got 213.5'),
    not: died('ValueError: ratio must be smaller'),
  },
  'program-missing': {
    shows: died("FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'"),
    not: died("FileNotFoundError: [Errno 2] No such file or directory: '/data/ffmpeg'"),
  },
  'annotation-key-missing': {
    shows: died("KeyError: 'video'"),
    not: died("KeyError: 'model_type'"),
  },
  'media-placeholders-differ': {
    shows: died(
      'ValueError: Number of images does not match number of special image tokens in the input text.',
    ),
    not: died('ValueError: number of samples does not match'),
  },
  'video-reader-failed': {
    shows: died("AttributeError: module 'torchvision.io' has no attribute 'read_video'"),
    not: died("AttributeError: module 'torchvision.io' has no attribute 'write_png'"),
  },
};
// `nccl-interrupted` needs steps before it: see symptom-cases.ts.
