/** The libraries that the model's own code needs: attention, video, transformers, fused kernels, convolutions. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** In order: the narrower text first. */
export const LIBRARIES = symptomsOf([
  {
    id: 'flash-attn-other-build',
    summary: 'flash-attn is installed, but was built for another torch or another system',
    outcome: 'host',
    subject: 'flash-attn',
    because:
      'Its compiled part fits one version of torch, of CUDA, of the C++ ABI and of glibc; a plain pip install says that it is already there.',
    source: 'flash-attn 2.8 wheel names, torch 2.11',
    forms: [
      {
        text: /(GLIBC(?:XX)?_[\d.]+)' not found \(required by \S*flash_attn\S*\)/,
        says: 'flash-attn was built for a newer system: {} is not there.',
        help: 'Build it here: `pip uninstall -y flash-attn && pip install --no-cache-dir --no-binary flash-attn --no-build-isolation flash-attn==2.8.3`; or use an entry script of cookbook-run, which chooses sdpa.',
      },
      {
        text: /(flash_attn\S*\.so: undefined symbol: \S+|(?:flash_attn\S*|flash_attn_2_cuda)[^\n]*(?:DLL load failed|incompatible|ABI)[^\n]*)/,
        says: 'flash-attn was built for another torch: {}.',
        help: '`pip uninstall -y flash-attn && pip install --no-cache-dir --no-build-isolation flash-attn==2.8.3`; or use an entry script of cookbook-run, which chooses sdpa.',
      },
    ],
  },
  {
    id: 'flash-attn-not-importable',
    summary: 'flash-attn is not installed',
    outcome: 'host',
    subject: 'flash-attn',
    because:
      'cosmos-rl 0.4.7 asks for flash_attention_2 on the Hugging Face path without looking whether it is there; native qwen2_5_vl raises NotImplementedError.',
    source: 'policy/kernel/modeling_utils.py:121, 0.4.7',
    forms: [
      {
        text: /FlashAttention is not installed|FlashAttention2? has been toggled on, but it cannot be used|the package flash_attn seems to be not installed|No module named 'flash_attn[\w.]*'|not found in your environment: flash_attn|flash_attn_varlen_func|_flash_attention_forward/,
        says: 'flash-attn is wanted by the model and cannot be imported.',
        help: 'Install it: `pip install --no-build-isolation flash-attn==2.8.3`; or use an entry script of cookbook-run, which chooses sdpa (with native qwen2_5_vl: `train.force_use_hf=true`).',
      },
    ],
  },
  {
    id: 'torchcodec-not-loadable',
    summary: "torchcodec cannot load FFmpeg's libraries, or does not fit this torch",
    outcome: 'host',
    subject: 'torchcodec',
    because:
      "torchcodec loads FFmpeg's shared libraries (versions 4 to 8) at import, and each of its releases fits one release of torch; resuming cannot help.",
    source: 'torchcodec 0.5 to 0.9, _internally_replaced_utils.py',
    printed: true,
    forms: [
      {
        text: /(libav(?:util|codec|format|device|filter)\S*: cannot open shared object file[^\n]*)/,
        says: "torchcodec cannot load FFmpeg's shared libraries: {}.",
        help: 'Install FFmpeg with shared libraries: `apt-get install -y ffmpeg` (or `conda install -c conda-forge ffmpeg`).',
      },
      {
        text: /(libtorchcodec\S*: undefined symbol: \S+|Could not load this library: \S*libtorchcodec\S*)/,
        says: 'torchcodec was built for another torch: {}.',
        help: 'Install the torchcodec that belongs to this torch (its README has the table), for example torchcodec 0.9 with torch 2.9: `pip install --force-reinstall --no-deps torchcodec==0.9.*`',
      },
      {
        text: /(Could not load libtorchcodec|[Tt]orch[Cc]odec is (?:required|not (?:installed|available))[^\n]*|No module named 'torchcodec')/,
        says: 'The video reader torchcodec cannot be used: {}.',
        help: 'Install FFmpeg with shared libraries (`apt-get install -y ffmpeg`, or `conda install -c conda-forge ffmpeg`) and the torchcodec that belongs to this torch (its README has the table).',
      },
    ],
  },
  {
    id: 'transformers-too-old',
    summary: 'The installed transformers does not know this model',
    outcome: 'host',
    subject: 'transformers',
    because:
      'qwen3_vl (Cosmos-Reason2) came with transformers 4.57.0, qwen2_5_vl (Cosmos-Reason1) with 4.49.0; cosmos-rl 0.4.7 was seen to work with 4.57.6.',
    source: 'transformers models/auto/configuration_auto.py, 4.57.6',
    forms: [
      {
        text: /model type [`'"]?([\w.-]+)[`'"]? but Transformers does not recognize this architecture/,
        says: 'The installed transformers is too old for the model: it does not know the model type {}.',
        help: 'In the engine\'s environment: `pip install "transformers>=4.57,<5"`',
      },
      {
        text: /cannot import name '((?:Qwen|AutoModelForImageTextToText|AutoVideoProcessor|AutoModelForMultimodal)\w*)' from '?transformers|module '?transformers\S* has no attribute '?((?:Qwen|AutoModelForImageTextToText|AutoVideoProcessor)\w*)|(?:Processor|Tokenizer|Image processor|Video processor) class (\w+) (?:does not exist|is not)|Unrecognized (?:(?:processing|image processor|video processor) class) (?:<class '[\w.]*?(\w+)'>)?[^\n]*|^KeyError: '(qwen\w+)'/,
        says: 'The installed transformers is too old for the model: it has no {}.',
        help: 'In the engine\'s environment: `pip install "transformers>=4.57,<5"`',
      },
      {
        text: /(data did not match any variant of untagged enum \w+)/,
        says: "The installed tokenizers is too old for the model's tokenizer.json: {}.",
        help: 'In the engine\'s environment: `pip install "transformers>=4.57,<5"`, which brings its tokenizers.',
      },
    ],
  },
  {
    id: 'model-of-another-kind',
    summary: 'The model is loaded as one of a kind that it is not',
    outcome: 'config',
    subject: 'policy.model_name_or_path',
    because:
      'transformers knows the configuration of this model, and lists under each of its automatic classes the models that the class can make; a newer release does not change the kind of a model.',
    source: 'transformers models/auto/auto_factory.py, 4.57.6',
    forms: [
      {
        text: /Unrecognized configuration class (<class '[\w.]+'> for this kind of AutoModel: \w+)/,
        says: 'The model is of another kind than the class that loads it: {}.',
        help: 'Name a model of the kind that the preset trains (`cookbook-run list` shows them) in policy.model_name_or_path, or correct the class in your own entry script.',
      },
    ],
  },
  {
    id: 'liger-kernel-version',
    summary: 'The installed liger-kernel does not fit the fused loss of the engine',
    outcome: 'host',
    subject: 'liger-kernel',
    because:
      'policy/kernel/loss.py:47 (cosmos-rl 0.4.7) unpacks three values; the fused cross entropy of liger-kernel returns two up to 0.6.3, three from 0.6.4 to 0.7.x and four from 0.8.0.',
    source: 'liger-kernel wheels; seen with 0.8.5',
    forms: [
      {
        text: /((?:too many|not enough) values to unpack \(expected 3[^)]*\)|Liger\w+[^\n]*(?:takes|missing|unexpected)[^\n]*argument[^\n]*)/,
        where: /kernel\/loss\.py|liger_kernel/,
        says: 'The fused loss of the engine does not fit the installed liger-kernel: {}.',
        help: '`pip install "liger-kernel>=0.6.4,<0.8"`, or set `policy.enable_liger_fused_cross_entropy=false`.',
      },
      {
        text: /No module named '(liger_kernel[\w.]*)'|cannot import name '(\w+)' from 'liger_kernel\S*'/,
        says: 'The config asks for liger-kernel, which cannot be imported: {}.',
        help: '`pip install "liger-kernel>=0.6.4,<0.8"`, or set `policy.enable_liger_kernel=false`.',
      },
    ],
  },
  {
    id: 'torch-convolution-slow',
    summary: 'torch 2.9 must not be used with the Conv3d of Qwen-VL',
    outcome: 'host',
    subject: 'torch',
    because:
      'The patch embedding of Qwen2.5-VL and Qwen3-VL is a Conv3d, which torch 2.9.0 and 2.9.1 run many times slower and with far more memory in bf16.',
    source: 'pytorch issue 166122',
    printed: true,
    forms: [
      {
        text: /((?:[Tt]orch|PyTorch)[^\n]*2\.9[^\n]*(?:Conv3d|Conv3D|conv3d)[^\n]*|(?:Conv3d|Conv3D|conv3d)[^\n]*(?:torch|PyTorch)\S* ?(?:==)?2\.9[^\n]*|pytorch\/issues\/166122[^\n]*)/,
        says: 'This torch cannot run the Conv3d of the model: {}.',
        help: 'Install torch 2.8, or 2.10 and later, into the engine\'s environment: `pip install "torch==2.8.*" "torchvision==0.23.*"`',
      },
    ],
  },
  {
    id: 'cudnn-without-engine',
    summary: 'cuDNN cannot be loaded, or has no algorithm for a convolution of the model',
    outcome: 'host',
    subject: 'cuDNN',
    because:
      'The patch embedding of Qwen-VL is a Conv3d in bf16: an old cuDNN, one of another CUDA that LD_LIBRARY_PATH puts first, or a torch built without this GPU has no engine for it. Resuming cannot help.',
    source: 'torch 2.11 aten/src/ATen/native/cudnn/Conv_v8.cpp',
    printed: true,
    forms: [
      {
        text: /((?:GET|FIND) was unable to find an engine to execute this computation|[Uu]nable to find a valid cuDNN algorithm[^\n]*|CUDNN_STATUS_(?:NOT_SUPPORTED|NOT_INITIALIZED|EXECUTION_FAILED|MAPPING_ERROR|INTERNAL_ERROR|SUBLIBRARY_\w+|VERSION_MISMATCH|ARCH_MISMATCH)\w*|Unable to load any of \{libcudnn[^}]*\}|Could not load library libcudnn\S*|libcudnn\S*: cannot open shared object file|cuDNN version incompatibility[^\n]*)/,
        says: 'cuDNN cannot run a convolution of the model: {}.',
        help: '`unset LD_LIBRARY_PATH`, then put back the cuDNN that this torch was built with: `pip install --force-reinstall torch torchvision`; check: `python -c "import torch; print(torch.backends.cudnn.version())"`',
      },
    ],
  },
]);
