/** Finds the engine and asks its own interpreter for versions, without importing anything heavy. */

import { ask } from '../../../host/ask.ts';
import type { EngineInstall, Fact, HostFacts } from '../../../host/facts.ts';
import { programPath } from '../../../host/program-path.ts';
import { pythonOfScript, readBeginning } from '../../../host/shebang.ts';
import type { Io } from '../../../io.ts';

const PACKAGES = [
  'cosmos-rl',
  'torch',
  'torchvision',
  'torchcodec',
  'transformers',
  'flash-attn',
  'qwen-vl-utils',
  'decord',
  'av',
  'torchao',
  'diffusers',
  'redis',
  'toml',
  'peft',
  'wandb',
  'psutil',
  'pydantic',
] as const;

/** `-c` puts the working folder first on sys.path; a console script does not, so it is taken out again. */
const SCRIPT = `
import sys
sys.path = [p for p in sys.path if p]
import json, platform
from importlib import metadata
found = {}
prefix = None
for name in ${JSON.stringify(PACKAGES)}:
    try:
        found[name] = metadata.version(name)
        if name == "cosmos-rl":
            prefix = str(metadata.distribution(name).locate_file(""))
    except Exception:
        pass
print("\\n@cookbook-run " + json.dumps({"python": platform.python_version(), "found": found, "prefix": prefix}))
`;

interface Reply {
  readonly python: string;
  readonly found: Readonly<Record<string, string>>;
  readonly prefix: string | null;
}

/** What the probe of the engine contributes to the facts, and where its package lies. */
interface EngineFacts extends Pick<HostFacts, 'engine' | 'engineLookup' | 'pathPython'> {
  /** The folder that holds `cosmos_rl/`: the engine's shell commands start with a path in it. */
  readonly prefix: string | undefined;
}

async function askPython(
  python: string,
  io: Pick<Io, 'env' | 'cwd'>,
  timeoutMs: number,
): Promise<Fact<Reply>> {
  const answer = await ask(python, ['-c', SCRIPT], { env: io.env, cwd: io.cwd, timeoutMs });
  if (answer.kind !== 'answered')
    return { ok: false, reason: `${python} could not be asked: ${answer.detail}` };
  const line = answer.stdout.split('\n').find((text) => text.startsWith('@cookbook-run '));
  try {
    return { ok: true, value: JSON.parse(line?.slice('@cookbook-run '.length) ?? '') as Reply };
  } catch {
    return { ok: false, reason: `${python} did not answer with its versions` };
  }
}

async function interpreterOf(program: string, io: Pick<Io, 'env' | 'cwd'>): Promise<string | undefined> {
  const asked = pythonOfScript(await readBeginning(program));
  if (asked?.includes('/')) return asked;
  const names = asked === undefined ? ['python3', 'python'] : [asked];
  for (const name of names) {
    const path = await programPath(name, io);
    if (path !== undefined) return path;
  }
  return undefined;
}

async function pathPython(
  io: Pick<Io, 'env' | 'cwd'>,
  known: { readonly python: string; readonly reply: Fact<Reply> } | undefined,
  timeoutMs: number,
): Promise<HostFacts['pathPython']> {
  const path = await programPath('python', io);
  if (path === undefined) return { ok: false, reason: 'python is not on PATH' };
  const reply = known?.python === path ? known.reply : await askPython(path, io, timeoutMs);
  if (!reply.ok) return reply;
  const engineVersion = reply.value.found['cosmos-rl'];
  return { ok: true, value: engineVersion === undefined ? { path } : { path, engineVersion } };
}

/** Looks for `cosmos-rl` on PATH and reads versions out of its interpreter and out of `python` on PATH. */
export async function probeEngine(io: Pick<Io, 'env' | 'cwd'>, timeoutMs: number): Promise<EngineFacts> {
  const program = await programPath('cosmos-rl', io);
  const missing = async (why: string): Promise<EngineFacts> => ({
    engine: { ok: false, reason: why },
    engineLookup: { ok: true, value: { found: false, why } },
    pathPython: await pathPython(io, undefined, timeoutMs),
    prefix: undefined,
  });
  if (program === undefined) return missing('cosmos-rl is not on PATH');
  const python = await interpreterOf(program, io);
  if (python === undefined) return missing(`no Python was found for ${program}`);
  const [reply, other] = await Promise.all([
    askPython(python, io, timeoutMs),
    programPath('python', io).then((path) =>
      path === undefined || path === python
        ? undefined
        : askPython(path, io, timeoutMs).then((it) => ({ python: path, reply: it })),
    ),
  ]);
  const onPath = await pathPython(io, other ?? { python, reply }, timeoutMs);
  if (!reply.ok) return { engine: reply, engineLookup: reply, pathPython: onPath, prefix: undefined };
  const { 'cosmos-rl': version, ...packages } = reply.value.found;
  if (version === undefined) {
    const why = `${python}, the interpreter of ${program}, has no package cosmos-rl`;
    return {
      engine: { ok: false, reason: why },
      engineLookup: { ok: true, value: { found: false, why } },
      pathPython: onPath,
      prefix: undefined,
    };
  }
  const engine: EngineInstall = { program, python, pythonVersion: reply.value.python, version, packages };
  return {
    engine: { ok: true, value: engine },
    engineLookup: { ok: true, value: { found: true } },
    pathPython: onPath,
    prefix: reply.value.prefix ?? undefined,
  };
}
