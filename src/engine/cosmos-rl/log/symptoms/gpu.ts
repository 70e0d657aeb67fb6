/** GPUs and their driver. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** In order: the narrower text first. */
export const GPU = symptomsOf([
  {
    id: 'gpu-architecture-unsupported',
    summary: 'The GPU is older or newer than what a package was built for',
    outcome: 'host',
    subject: 'gpu',
    because:
      'The GPU is there and works; the wheel holds no code for its architecture: Blackwell workstation cards are sm_120, V100 is sm_70, and FlashAttention and bf16 kernels need sm_80 or newer.',
    source: 'torch 2.11 and flash-attn 2.8 wheels',
    printed: true,
    forms: [
      {
        text: /(FlashAttention only supports Ampere GPUs or newer|flash_attn[^\n]*no kernel image[^\n]*)/,
        says: 'flash-attn does not support this GPU: {}.',
        help: 'Use attention without flash-attn: `pip uninstall -y flash-attn`, and an entry script of cookbook-run, which chooses sdpa.',
      },
      {
        text: /(no kernel image is available for execution on the device)/,
        where: /flash_attn/,
        says: 'flash-attn was built without the architecture of this GPU: {}.',
        help: 'Build it for this GPU (`pip uninstall -y flash-attn && pip install --no-cache-dir --no-binary flash-attn --no-build-isolation flash-attn==2.8.3`), or use an entry script of cookbook-run, which chooses sdpa.',
      },
      {
        text: /(no kernel image is available|CUDA capability sm_\d+ is not compatible with the current PyTorch|cudaErrorNoKernelImageForDevice|invalid device function|Value 'sm_\d+\w?' is not defined for option 'gpu-name'|invalid value for --gpu-architecture[^\n]*|unsupported gpu architecture '[^']*'|supports CUDA capabilities sm_[^\n]*)/,
        says: 'torch or another package was built without the architecture of this GPU: {}.',
        help: 'Install builds for this GPU, for Blackwell those of CUDA 12.8 or later: `pip install --force-reinstall torch torchvision --index-url https://download.pytorch.org/whl/cu128`; which architectures torch has: `python -c "import torch; print(torch.cuda.get_arch_list(), torch.cuda.get_device_capability())"`',
      },
      {
        text: /(FP8 quantized models is only supported on GPUs with compute capability[^\n]*)/,
        says: 'The model is quantised for newer GPUs than this one: {}.',
        help: 'Give the model that is not quantised in policy.model_name_or_path, or take a GPU of the Ada or Hopper generation or later.',
      },
      {
        text: /(Feature '\.bf16' requires \.target sm_80[^\n]*|(?:[Bb]float16|bf16|BFloat16)[^\n]*(?:only supported on|not supported on|requires? (?:a )?(?:GPU|compute))[^\n]*|does not support bfloat16[^\n]*|out of resource: shared memory[^\n]*)/,
        says: 'A kernel of the run does not fit this GPU: {}.',
        help: 'Use a GPU of compute capability 8.0 or later (A100, L40, H100): `python -c "import torch; print(torch.cuda.get_device_capability())"`',
      },
    ],
  },
  {
    id: 'driver-too-old',
    summary: 'The NVIDIA driver is older than the CUDA that torch was built for',
    outcome: 'host',
    subject: 'driver',
    because:
      'CUDA 13 builds of torch need driver 580 or later, CUDA 12.8 builds 570 or later; resuming cannot help.',
    source: 'CUDA release notes; torch 2.11 torch/cuda/__init__.py',
    printed: true,
    forms: [
      {
        text: /(NVIDIA driver on your system is too old(?: \(found version \d+\))?|CUDA driver version is insufficient for CUDA runtime version|cudaErrorInsufficientDriver|provided PTX was compiled with an unsupported toolchain|forward compatibility was attempted on non supported HW|Driver\/library version mismatch|system has unsupported display driver \/ cuda driver combination|API call is not supported in the installed CUDA driver)/,
        says: 'The NVIDIA driver does not fit this torch: {}.',
        help: 'Update the driver (after an update of it: reboot), or install a torch built for an older CUDA: `pip install --force-reinstall torch torchvision --index-url https://download.pytorch.org/whl/cu126`',
      },
    ],
  },
  {
    id: 'gpu-missing',
    summary: 'No GPU can be used',
    outcome: 'host',
    subject: 'gpu',
    because:
      'Training needs at least one CUDA device; the launcher counts them with nvidia-smi, and a worker without CUDA dies before it registers, so that cosmos-rl hangs.',
    source: 'launcher/utility.py:52-83, 0.2.6 to 0.4.7',
    printed: true,
    forms: [
      {
        text: /Error detecting GPUs: (?:.*nvidia-smi.*)|Error running nvidia-smi: (?:.*)/,
        says: 'No GPU was found: nvidia-smi could not be run.',
        help: 'Run nvidia-smi here; in a container start with: `docker run --gpus all`; unset an empty CUDA_VISIBLE_DEVICES.',
      },
      {
        text: /CUDA error: (invalid device ordinal)/,
        says: 'A worker asked for a GPU that it does not see: {}.',
        help: 'Give CUDA_VISIBLE_DEVICES as many GPUs as the run has ranks, and look at them: `nvidia-smi -L`',
      },
      {
        text: /(all CUDA-capable devices are busy or unavailable|(?:CUDA error|Error 802): system not yet initialized)/,
        says: 'The GPU cannot be used now: {}.',
        help: 'See who has it: nvidia-smi; with "system not yet initialized" start the fabric manager: `systemctl start nvidia-fabricmanager`',
      },
      {
        text: /(could not select device driver "[^"]*" with capabilities: \[\[gpu\]\]|nvidia-container-cli: initialization error[^\n]*)/,
        says: 'Docker cannot give a GPU to a container: {}.',
        help: 'Install the NVIDIA Container Toolkit: `apt-get install -y nvidia-container-toolkit`, then `nvidia-ctk runtime configure --runtime=docker`, then `systemctl restart docker`; try it: docker run --rm --gpus all ubuntu nvidia-smi',
      },
      {
        text: /Error detecting GPUs: (?:.*)|(No GPUs available\. Please check your GPU configuration|No GPUs detected|ProcessGroupNCCL is only supported with GPUs|device >= 0 && device < num_gpus|Found no NVIDIA driver|No CUDA GPUs are available|no CUDA-capable device is detected|Torch not compiled with CUDA enabled|libcuda\.so\.1: cannot open shared object file|CUDA unknown error - this may be due to an incorrectly set up environment)/,
        says: 'No GPU can be used on this machine: {}.',
        help: 'Run nvidia-smi here; in a container start with: `docker run --gpus all`; unset an empty CUDA_VISIBLE_DEVICES; a torch without CUDA: pip install --force-reinstall torch',
      },
    ],
  },
  {
    id: 'gpu-shared-by-ranks',
    summary: 'Two ranks were given the same GPU',
    outcome: 'host',
    subject: 'CUDA_VISIBLE_DEVICES',
    because: 'NCCL needs one GPU for each rank.',
    source: 'nccl 2.27 src/init.cc',
    printed: true,
    forms: [
      {
        text: /(Duplicate GPU detected[^\n]*)/,
        says: 'Two ranks were given one GPU: {}.',
        help: 'Make as many GPUs visible as the run has ranks: `nvidia-smi -L`; `export CUDA_VISIBLE_DEVICES=0,1`',
      },
    ],
  },
  {
    id: 'infrastructure-error',
    summary: 'A GPU, link or network error of the machine',
    outcome: 'retryable',
    because: 'The driver, NCCL or the file system reports it; the training did not cause it.',
    source: 'CUDA 13 driver API, nccl 2.27',
    fix: 'Resume from the last complete checkpoint, on another machine if it happens again.',
    printed: true,
    forms: [
      {
        text: /(uncorrectable (?:ECC|NVLink) error[^\n]*|NVLink error[^\n]*|GPU has fallen off the bus|GPU is lost[^\n]*|Unable to determine the device handle|CUDA error: (?:unspecified launch failure|hardware[^\n]*)|NVRM: Xid[^\n]*|Xid \(PCI[^\n]*|Transport endpoint is not connected|Stale (?:NFS )?file handle|\[Errno 5\] Input\/output error[^\n]*|os error 5\b[^\n]*|\[Errno 121\] Remote I\/O error[^\n]*|status=12[^\n]*opcode[^\n]*|ibv_poll_cq[^\n]*)/,
        says: 'The machine failed under the run: {}.',
        help: 'Look at nvidia-smi and dmesg; resume from the last complete checkpoint, on another machine if it happens again.',
      },
    ],
  },
  {
    id: 'device-side-assert',
    summary: 'A CUDA kernel found an index that is out of range',
    outcome: 'failed',
    because:
      'Mostly a token id or a label beyond the vocabulary: a tokenizer that is not that of the model. The line that raises is a later one, since kernels run on their own.',
    source: 'torch 2.11 aten/src/ATen/native/cuda/Indexing.cu',
    forms: [
      {
        text: /(device-side assert triggered)/,
        says: 'A CUDA kernel found an index out of range: {}.',
        help: 'Run one step with CUDA_LAUNCH_BLOCKING=1 to see the true place; compare the tokenizer with the vocab_size in config.json of the model.',
      },
    ],
  },
]);
