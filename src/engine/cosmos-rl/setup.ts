/** The environment of cosmos-rl: what ran on GPUs with 0.4.7 (Python 3.12, torch 2.11.0+cu130, H100 and H200, no flash-attn, no vllm). */
import type { Setup } from '../setup.ts';
import { NEWEST } from './known-versions.ts';

const TORCH = ['torch==2.11.0', 'torchvision==0.26.*'] as const;

/**
 * torchao 0.16 breaks the import of cosmos_rl beside diffusers 0.36. The fused loss of cosmos-rl (policy/kernel/loss.py) unpacks
 * three values: liger-kernel returns two up to 0.6.3 and four from 0.8.0.
 */
const PACKAGES = [
  'transformers==4.57.6',
  'tokenizers==0.22.2',
  'huggingface-hub==0.36.2',
  'pydantic==2.12.5',
  'pydantic-core==2.41.5',
  'annotated-types',
  'typing-inspection',
  'fastapi==0.128.0',
  'starlette==0.50.0',
  'uvicorn',
  'redis',
  'toml==0.10.2',
  'StrEnum',
  'datasets==4.4.2',
  'dill==0.4.0',
  'multiprocess==0.70.18',
  'math-verify==0.8.0',
  'latex2sympy2-extended==1.10.2',
  'antlr4-python3-runtime==4.13.2',
  'nest-asyncio',
  'tensordict==0.7.2',
  'pynvml',
  'boto3',
  'botocore',
  's3transfer',
  'jmespath',
  'blobfile',
  'pycryptodomex',
  'liger-kernel>=0.6.4,<0.8',
  'kernels==0.11.7',
  'diffusers==0.36.0',
  'qwen-vl-utils==0.0.14',
  'pyzmq',
  'decord',
  'importlib-metadata',
  'peft==0.18.1',
  'accelerate==1.12.0',
  'torchao==0.15.0',
] as const;

/** The environment for a version; those of older ones are the pins of the newest, which nobody has run with them. */
export function setupOf(version: string): Setup {
  const ran = version === NEWEST;
  return {
    engine: 'cosmos-rl',
    version,
    python: '3.12',
    ran,
    says: ran
      ? 'Trained on H100 and H200 with Python 3.12, torch 2.11.0+cu130 and SDPA; liger-kernel was unpinned there, its range is read from the sources.'
      : `Nobody has run cosmos-rl ${version} with these pins: they are those of ${NEWEST}.`,
    programs: [
      { name: 'bash', debian: 'bash' },
      // 6 or newer: Debian has had that since 11.
      { name: 'redis-server', debian: 'redis-server' },
      { name: 'ffmpeg', debian: 'ffmpeg' },
    ],
    steps: [
      { about: 'torch', pins: TORCH },
      { about: 'the packages that cosmos-rl imports', pins: PACKAGES },
      {
        about: 'the engine, without vllm and the other packages that only its rollouts need',
        pins: [`cosmos-rl==${version}`],
        withoutDependencies: true,
      },
    ],
    optional: [
      {
        module: 'flash_attn',
        says: 'flash-attn is not there: our entry scripts take SDPA, as in the runs that were verified.',
      },
    ],
  };
}
