/** The Python environment: packages that are missing, or built or released for others. */
import { symptomsOf } from '../told.ts';

/** In order: the narrower text first. */
export const PACKAGES = symptomsOf([
  {
    id: 'engine-not-importable',
    summary: 'The entry script runs where the engine cannot be imported',
    outcome: 'host',
    subject: 'cosmos_rl',
    because:
      'An entry script or dataset hook is the last argument of cosmos-rl, which runs it with its own interpreter in the controller and in every worker; run by another python, or with a mount over the folder of the package, it finds no cosmos_rl.',
    source: 'launcher/launch_all.py:433, 0.4.7',
    forms: [
      {
        text: /No module named '?(cosmos_rl(?:\.[\w.]+)?)'?/,
        says: 'The entry script was run by a Python that has no {}.',
        help: "Start it as `cosmos-rl --config X.toml hook.py` in the engine's environment, not as a program of its own; in a container see that no mount hides the package: python -c 'import cosmos_rl; print(cosmos_rl.__file__)'",
      },
    ],
  },
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
        help: 'Build it here: pip uninstall -y flash-attn && pip install --no-cache-dir --no-binary flash-attn --no-build-isolation flash-attn==2.8.3; or use an entry script of cookbook-run, which chooses sdpa.',
      },
      {
        text: /(flash_attn\S*\.so: undefined symbol: \S+|(?:flash_attn\S*|flash_attn_2_cuda)[^\n]*(?:DLL load failed|incompatible|ABI)[^\n]*)/,
        says: 'flash-attn was built for another torch: {}.',
        help: 'pip uninstall -y flash-attn && pip install --no-cache-dir --no-build-isolation flash-attn==2.8.3; or use an entry script of cookbook-run, which chooses sdpa.',
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
        text: /FlashAttention is not installed|FlashAttention2? has been toggled on, but it cannot be used|the package flash_attn seems to be not installed|No module named 'flash_attn[\w.]*'|flash_attn_varlen_func|_flash_attention_forward/,
        says: 'flash-attn is wanted by the model and cannot be imported.',
        help: 'Install it: pip install --no-build-isolation flash-attn==2.8.3; or use an entry script of cookbook-run, which chooses sdpa (with native qwen2_5_vl: train.force_use_hf=true).',
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
    forms: [
      {
        text: /(libav(?:util|codec|format|device|filter)\S*: cannot open shared object file[^\n]*)/,
        says: "torchcodec cannot load FFmpeg's shared libraries: {}.",
        help: 'Install FFmpeg with shared libraries: apt-get install -y ffmpeg (or conda install -c conda-forge ffmpeg).',
      },
      {
        text: /(libtorchcodec\S*: undefined symbol: \S+|Could not load this library: \S*libtorchcodec\S*)/,
        says: 'torchcodec was built for another torch: {}.',
        help: 'Install the torchcodec that belongs to this torch (its README has the table), for example torchcodec 0.9 with torch 2.9: pip install --force-reinstall --no-deps torchcodec==0.9.*',
      },
      {
        text: /(Could not load libtorchcodec|[Tt]orch[Cc]odec is (?:required|not (?:installed|available))[^\n]*|No module named 'torchcodec')/,
        says: 'The video reader torchcodec cannot be used: {}.',
        help: 'Install FFmpeg with shared libraries (apt-get install -y ffmpeg, or conda install -c conda-forge ffmpeg) and the torchcodec that belongs to this torch (its README has the table).',
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
        help: 'In the engine\'s environment: pip install "transformers>=4.57,<5"',
      },
      {
        text: /cannot import name '((?:Qwen|AutoModelForImageTextToText|AutoVideoProcessor|AutoModelForMultimodal)\w*)' from '?transformers|module '?transformers\S* has no attribute '?((?:Qwen|AutoModelForImageTextToText|AutoVideoProcessor)\w*)|(?:Processor|Tokenizer|Image processor|Video processor) class (\w+) (?:does not exist|is not)|Unrecognized (?:processing|image processor|video processor) class[^\n]*|^KeyError: '(qwen\w+)'/,
        says: 'The installed transformers is too old for the model: it has no {}.',
        help: 'In the engine\'s environment: pip install "transformers>=4.57,<5"',
      },
      {
        text: /(data did not match any variant of untagged enum \w+)/,
        says: "The installed tokenizers is too old for the model's tokenizer.json: {}.",
        help: 'In the engine\'s environment: pip install "transformers>=4.57,<5", which brings its tokenizers.',
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
        text: /((?:too many|not enough) values to unpack \(expected 3[^)]*\))/,
        where: /kernel\/loss\.py|liger_kernel/,
        says: 'The fused loss of the engine does not fit the installed liger-kernel: {}.',
        help: 'pip install "liger-kernel>=0.6.4,<0.8", or set policy.enable_liger_fused_cross_entropy=false.',
      },
      {
        text: /No module named '(liger_kernel[\w.]*)'|cannot import name '(\w+)' from 'liger_kernel\S*'/,
        says: 'The config asks for liger-kernel, which cannot be imported: {}.',
        help: 'pip install "liger-kernel>=0.6.4,<0.8", or set policy.enable_liger_kernel=false.',
      },
    ],
  },
  {
    id: 'torch-conv3d-regression',
    summary: 'torch 2.9 must not be used with the Conv3d of Qwen-VL',
    outcome: 'host',
    subject: 'torch',
    because:
      'The patch embedding of Qwen2.5-VL and Qwen3-VL is a Conv3d, which torch 2.9.0 and 2.9.1 run many times slower and with far more memory in bf16.',
    source: 'pytorch issue 166122',
    printed: true,
    forms: [
      {
        text: /((?:[Tt]orch|PyTorch)[^\n]*2\.9[^\n]*[Cc]onv3[dD][^\n]*|[^\n]*[Cc]onv3[dD][^\n]*(?:torch|PyTorch)\S* ?(?:==)?2\.9[^\n]*|[^\n]*pytorch\/issues\/166122[^\n]*)/,
        says: 'This torch cannot run the Conv3d of the model: {}.',
        help: "Install torch 2.8, or 2.10 and later, into the engine's environment: pip install \"torch==2.8.*\" \"torchvision==0.23.*\"",
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
    forms: [
      {
        text: /(GET was unable to find an engine to execute this computation|[Uu]nable to find a valid cuDNN algorithm[^\n]*|CUDNN_STATUS_(?:NOT_SUPPORTED|NOT_INITIALIZED|EXECUTION_FAILED|MAPPING_ERROR|INTERNAL_ERROR|SUBLIBRARY_\w+|VERSION_MISMATCH|ARCH_MISMATCH)\w*|Unable to load any of \{libcudnn[^}]*\}|Could not load library libcudnn\S*|libcudnn\S*: cannot open shared object file|cuDNN version incompatibility[^\n]*)/,
        says: 'cuDNN cannot run a convolution of the model: {}.',
        help: 'unset LD_LIBRARY_PATH, then put back the cuDNN that this torch was built with: pip install --force-reinstall torch torchvision; check: python -c "import torch; print(torch.backends.cudnn.version())"',
      },
    ],
  },
  {
    id: 'numpy-abi',
    summary: 'A compiled package was built for another NumPy',
    outcome: 'host',
    subject: 'numpy',
    because: 'A module built against NumPy 1 cannot run with NumPy 2, nor the other way round.',
    source: 'numpy 2.0 to 2.3, core/multiarray',
    forms: [
      {
        text: /(numpy\.(?:dtype|ndarray|ufunc) size changed, may indicate binary incompatibility|A module that was compiled using NumPy 1\.x cannot be run in[^\n]*|numpy\.(?:_?core)\.multiarray failed to import|_ARRAY_API not found|[Mm]odule compiled against (?:ABI|API) version[^\n]*|`?np\.(?:float_|int_|unicode_|bool8|float|int|bool|object)`? was removed[^\n]*|module 'numpy' has no attribute '(?:float|int|bool|object)')/,
        says: 'A package does not fit the installed NumPy: {}.',
        help: 'pip install "numpy<2", or reinstall the package that the traceback names for NumPy 2: pip install --force-reinstall --no-deps PACKAGE',
      },
    ],
  },
  {
    id: 'cuda-library-missing',
    summary: 'A CUDA library that a package was built with is not there',
    outcome: 'host',
    subject: 'CUDA libraries',
    because:
      'The wheels of torch bring their CUDA libraries; a package built for another CUDA looks for others, and LD_LIBRARY_PATH can put foreign ones before them.',
    source: 'torch 2.11 wheels, nvidia-*-cu12 and cu13',
    forms: [
      {
        text: /(lib(?:cudart|cublas|cublasLt|cusparse|cusparseLt|cufft|curand|cusolver|nvrtc|nvJitLink|nvToolsExt|cupti|cufile|nppicc|npp\w*)\.so[\w.]*: (?:cannot open shared object file|undefined symbol: \S+)|(?:__nvJitLink\w+|undefined symbol: (?:cublas|cusparse|nvrtc)\w+))/,
        says: 'A CUDA library does not fit or is not there: {}.',
        help: 'unset LD_LIBRARY_PATH and reinstall the package that the traceback names for the CUDA of torch; which one that is: python -c "import torch; print(torch.version.cuda)"',
      },
    ],
  },
  {
    id: 'compiler-missing',
    summary: 'A C compiler or the headers of Python are missing, which Triton needs',
    outcome: 'host',
    subject: 'compiler',
    because:
      'Triton and torch.compile build a small C module at the first kernel; liger-kernel and the fused optimizers do as well.',
    source: 'triton 3.5 runtime/build.py',
    forms: [
      {
        text: /(Failed to find C compiler[^\n]*|Python\.h: No such file or directory|cannot find -l(?:cuda|python)\S*|libcuda\.so cannot found[^\n]*|CUDA_HOME environment variable is not set|Ninja is required to load C\+\+ extensions|(?:No such file or directory|not found):? '?(?:gcc|cc|g\+\+|c\+\+|ninja|nvcc)'?$|Command '\['\S*(?:gcc|cc|clang)'[^\n]*|No such file or directory: '(?:gcc|cc|g\+\+|ninja|nvcc|\S*\/bin\/nvcc)')/,
        says: 'A kernel could not be compiled: {}.',
        help: 'apt-get install -y build-essential python3-dev (in a conda environment: conda install -c conda-forge gxx), or set train.compile=false.',
      },
    ],
  },
  {
    id: 'system-library-missing',
    summary: 'A system library that a Python package needs is not there',
    outcome: 'host',
    subject: 'system libraries',
    because: 'The wheel expects the library from the system; slim container images leave it out.',
    source: 'glibc ld.so, opencv-python 4.12',
    forms: [
      {
        text: /(lib(?:GL|gthread-2\.0|glib-2\.0|SM|Xext|Xrender|xcb)\.so[\w.]*): cannot open shared object file/,
        says: 'OpenCV needs {}, which this system does not have.',
        help: 'apt-get install -y libgl1 libglib2.0-0, or pip install opencv-python-headless in place of opencv-python.',
      },
      {
        text: /(?:ImportError|OSError): (lib(?!cuda\.|nccl)[\w.+-]+\.so[\w.]*): cannot open shared object file/,
        says: 'The library {} is not there.',
        help: 'Install the package that brings it (apt-file search NAME), or reinstall the Python package that the traceback names.',
      },
    ],
  },
  {
    id: 'package-other-build',
    summary: 'A compiled package was built for another torch or another system',
    outcome: 'host',
    subject: 'python',
    because: 'Compiled extensions fit one version of torch, of its CUDA and of glibc; resuming cannot help.',
    source: 'torch 2.11, glibc ld.so',
    forms: [
      {
        text: /(GLIBC(?:XX)?_[\d.]+|CXXABI_[\d.]+)' not found \(required by \S+\)/,
        says: 'A package was built for a newer system: {} is not there.',
        help: 'Build the package that the traceback names here (pip install --force-reinstall --no-binary PACKAGE PACKAGE), or use a newer base image.',
      },
      {
        text: /(operator torchvision::nms does not exist|Couldn't load custom C\+\+ ops[^\n]*|PyTorch and torchvision (?:were|have been) compiled with different CUDA[^\n]*|Detected that PyTorch and \w+ were compiled with different CUDA versions[^\n]*)/,
        says: 'torchvision does not belong to this torch: {}.',
        help: 'Reinstall both together: pip install --force-reinstall torch torchvision',
      },
      {
        text: /([^\s/]+\.so[\w.]*: undefined symbol: \S+|undefined symbol: \S+)/,
        says: 'A package was built for another torch: {}.',
        help: 'Reinstall the package that the traceback names, for this torch: pip install --force-reinstall --no-cache-dir --no-deps PACKAGE',
      },
    ],
  },
  {
    id: 'python-environment-broken',
    summary: 'A Python package is missing, or two of them do not fit together',
    outcome: 'host',
    because:
      "It is needed in the engine's own environment, by every process that it starts; a missing torchao kills the worker before it registers, and cosmos-rl hangs.",
    source: '0.4.7, seen',
    forms: [
      {
        text: /name 'logger' is not defined/,
        says: 'Importing cosmos_rl failed: this torchao and this diffusers do not fit together.',
        help: 'Install a torchao that fits: pip install torchao==0.15.0',
      },
      {
        text: /(\S+ is required for a normal functioning of this module, but found \S+)/,
        says: 'Two packages do not fit together: {}.',
        help: 'Install what transformers asks for in that line, quoted: pip install "PACKAGE>=VERSION"',
      },
      {
        text: /\w+ requires the (\S+) library but it was not found/,
        says: 'The Python package {} is not installed.',
        help: 'Install it into the environment of the engine: pip install PACKAGE, with the name that the message gives.',
      },
      {
        text: /(Descriptors can(?:not| not) be created directly[^\n]*)/,
        says: 'The installed protobuf is too new for a package: {}.',
        help: 'pip install "protobuf<4", or export PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION=python',
      },
      {
        text: /ModuleNotFoundError: No module named '?([\w.]+)'?/,
        says: 'The Python module {} is not installed.',
        help: "Install it into the engine's environment with its python -m pip install; check with cookbook-run doctor",
      },
      {
        text: /(cannot import name '[^\n]*)/,
        says: 'Two packages do not fit together: {}.',
        help: 'Install the version of that package that the engine was released with: pip install cosmos_rl==0.4.7 lists what it wants; check with pip check',
      },
      {
        text: /ImportError: ([^\n]+)|(module '[^']*' has no attribute '(?!read_video)[^']*' \(most likely due to a circular import\))/,
        says: 'Importing a Python package failed: {}.',
        help: 'Reinstall the package that the traceback names, in the environment of the engine; check with pip check',
      },
    ],
  },
]);
