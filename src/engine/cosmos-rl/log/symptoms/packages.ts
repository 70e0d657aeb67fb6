/** The Python environment: packages that are missing, or built or released for others. */
import { symptomsOf } from '../../../torch/log/told.ts';

/** In order: the narrower text first. */
export const PACKAGES = symptomsOf([
  {
    id: 'entry-script-alone',
    summary: 'The entry script was run as a program of its own, or where the engine cannot be imported',
    outcome: 'host',
    subject: 'cosmos_rl',
    because:
      'An entry script or dataset hook is the last argument of cosmos-rl, which runs it with its own interpreter in the controller and in every worker; run by another python, or with a mount over the folder of the package, it finds no cosmos_rl.',
    source: 'launcher/launch_all.py:433, 0.4.7',
    forms: [
      {
        text: /(environment variable (?:RANK|WORLD_SIZE|MASTER_ADDR|LOCAL_RANK) expected, but not set|KeyError: '(?:COSMOS_\w+|RANK|LOCAL_RANK|WORLD_SIZE)')/,
        says: 'The entry script was run as a program of its own: {}.',
        help: "Start it as `cosmos-rl --config X.toml hook.py` in the engine's environment: the engine runs it in the controller and in every worker.",
      },
      {
        text: /No module named '?(cosmos_rl(?:\.[\w.]+)?)'?/,
        says: 'The entry script was run by a Python that has no {}.',
        help: "Start it as `cosmos-rl --config X.toml hook.py` in the engine's environment, not as a program of its own; in a container see that no mount hides the package: `python -c 'import cosmos_rl; print(cosmos_rl.__file__)'`",
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
        help: '`pip install "numpy<2"`, or reinstall the package that the traceback names for NumPy 2: `pip install --force-reinstall --no-deps PACKAGE`',
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
        text: /(lib(?:cudart|cublas|cublasLt|cusparse|cusparseLt|cufft|curand|cusolver|nvrtc|nvJitLink|nvToolsExt|cupti|cufile|nppicc|npp\w*)\.so[\w.]*: (?:cannot open shared object file|undefined symbol: \S+)|(?:__nvJitLink\w+|undefined symbol: (?:cublas|cusparse|nvrtc)\w+|CUBLAS_STATUS_(?:INVALID_VALUE|NOT_SUPPORTED|ARCH_MISMATCH)[^\n]*))/,
        says: 'A CUDA library does not fit or is not there: {}.',
        help: '`unset LD_LIBRARY_PATH` and reinstall the package that the traceback names for the CUDA of torch; which one that is: `python -c "import torch; print(torch.version.cuda)"`',
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
        help: '`apt-get install -y build-essential python3-dev` (in a conda environment: `conda install -c conda-forge gxx`), or set `train.compile=false`.',
      },
    ],
  },
  {
    id: 'cuda-toolkit-too-old',
    summary: 'The CUDA compiler of this host does not know the GPU',
    outcome: 'host',
    subject: 'nvcc',
    because:
      'Kernels that are compiled here are compiled by the CUDA toolkit of the host, which is older than the one of torch.',
    source: 'CUDA 12.4 and 12.8 nvcc, ptxas',
    printed: true,
    forms: [
      {
        text: /nvcc fatal\s*: (Unsupported gpu architecture '[^']*')|ptxas fatal\s*: (Value 'sm_\w+' is not defined[^\n]*)/,
        says: 'A kernel could not be compiled for this GPU: {}.',
        help: 'Install the CUDA toolkit of the version that torch names (`nvcc --version`; `python -c "import torch; print(torch.version.cuda)"`) and export CUDA_HOME, or set `train.compile=false`.',
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
        help: '`apt-get install -y libgl1 libglib2.0-0`, or `pip install opencv-python-headless` in place of opencv-python.',
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
        help: 'Build the package that the traceback names here (`pip install --force-reinstall --no-binary PACKAGE PACKAGE`), or use a newer base image.',
      },
      {
        text: /(operator torchvision::nms does not exist|Couldn't load custom C\+\+ ops[^\n]*|PyTorch and torchvision (?:were|have been) compiled with different CUDA[^\n]*|Detected that PyTorch and \w+ were compiled with different CUDA versions[^\n]*)/,
        says: 'torchvision does not belong to this torch: {}.',
        help: 'Reinstall both together: `pip install --force-reinstall torch torchvision`',
      },
      {
        text: /(module 'triton[\w.]*' has no attribute '[^']*'|cannot import name '\w+' from 'triton[\w.]*')/,
        says: 'Triton does not belong to this torch: {}.',
        help: 'Reinstall torch, which brings its Triton: `pip install --force-reinstall torch torchvision`',
      },
      {
        text: /([^\s/]+\.so[\w.]*: undefined symbol: \S+|undefined symbol: \S+)/,
        says: 'A package was built for another torch: {}.',
        help: 'Reinstall the package that the traceback names, for this torch: `pip install --force-reinstall --no-cache-dir --no-deps PACKAGE`',
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
        help: 'Install a torchao that fits: `pip install torchao==0.15.0`',
      },
      {
        text: /(\S+ is required for a normal functioning of this module, but found \S+)/,
        says: 'Two packages do not fit together: {}.',
        help: 'Install what transformers asks for in that line, quoted: `pip install "PACKAGE>=VERSION"`',
      },
      {
        text: /\w+ requires the (\S+) library but it was not found/,
        says: 'The Python package {} is not installed.',
        help: 'Install it into the environment of the engine: `pip install PACKAGE`, with the name that the message gives.',
      },
      {
        text: /(Descriptors can(?:not| not) be created directly[^\n]*)/,
        says: 'The installed protobuf is too new for a package: {}.',
        help: '`pip install "protobuf<4"`, or `export PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION=python`',
      },
      {
        text: /ModuleNotFoundError: No module named '?([\w.]+)'?/,
        says: 'The Python module {} is not installed.',
        help: "Install it into the engine's environment with its python -m pip install; check with `cookbook-run doctor`",
      },
      {
        text: /(cannot import name '\w+' from 'transformers[^\n]*|'Qwen\w*Config' object has no attribute '\w+'|\b(?:Qwen|AutoP)\w*\S* got an unexpected keyword argument '[^']*'|module 'transformers[\w.]*' has no attribute '[^']*')/,
        says: 'The installed transformers does not fit the engine: {}.',
        help: 'In the engine\'s environment: `pip install "transformers>=4.57,<5"`',
      },
      {
        text: /(module '(?:torch|torchvision|PIL|cv2|datasets|accelerate|peft)(?!vision\.io)[\w.]*' has no attribute '(?!read_video|VideoReader)[^']*')/,
        says: 'Two packages do not fit together: {}.',
        help: 'Install the version of that package that the engine was released with; check with `pip check`',
      },
      {
        text: /(cannot import name '[^\n]*)/,
        says: 'Two packages do not fit together: {}.',
        help: 'Install the version of that package that the engine was released with: `pip install cosmos_rl==0.4.7` lists what it wants; check with `pip check`',
      },
      {
        text: /ImportError: ([^\n]+)|(module '[^']*' has no attribute '(?!read_video)[^']*' \(most likely due to a circular import\))/,
        says: 'Importing a Python package failed: {}.',
        help: 'Reinstall the package that the traceback names, in the environment of the engine; check with `pip check`',
      },
    ],
  },
]);
