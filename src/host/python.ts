/** Finds an engine that is a package of a Python, and asks that Python for versions, without importing anything heavy. */
import type { Io } from '../io.ts';
import { ask } from './ask.ts';
import type { EngineInstall, Fact, HostFacts } from './facts.ts';
import { programPath } from './program-path.ts';

import { pythonOfScript, readBeginning } from './shebang.ts';

/** `-c` puts the working folder first on sys.path; a console script does not, so it is taken out again. */
const script = ({ packages, find }: PythonQuestion): string => `
import sys
sys.path = [p for p in sys.path if p]
import json, platform
from importlib import metadata
found = {}
version = None
prefix = None
for name in ${JSON.stringify(packages)}:
    try:
        found[name] = metadata.version(name)
    except Exception:
        pass
try:
${find
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
except Exception:
    pass
print("\\n@cookbook-run " + json.dumps({"python": platform.python_version(), "found": found, "version": version, "prefix": prefix}))
`;

interface Reply {
  readonly python: string;
  readonly found: Readonly<Record<string, string>>;
  readonly version: string | null;
  readonly prefix: string | null;
}

/** The engine as a package of a Python. */
export interface PythonQuestion {
  /** The program on PATH whose interpreter it runs in. */
  readonly program: string;
  /** The engine in the words of a sentence. */
  readonly engine: string;
  /** Packages whose versions are asked for, beside the engine. */
  readonly packages: readonly string[];
  /** Python that sets `version` (`None` where it is not there) and `prefix`, the folder that it lies in; imports nothing heavy. */
  readonly find: string;
}

/** What the question contributes to the facts, and where the package lies. */
export interface EngineFacts extends Pick<HostFacts, 'engine' | 'engineLookup' | 'pathPython'> {
  readonly prefix: string | undefined;
  /** The version of `python` on PATH, where it was asked. */
  readonly pathVersion?: string;
}

async function askPython(
  python: string,
  question: PythonQuestion,
  io: Pick<Io, 'env' | 'cwd'>,
  timeoutMs: number,
): Promise<Fact<Reply>> {
  const answer = await ask(python, ['-c', script(question)], { env: io.env, cwd: io.cwd, timeoutMs });
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

function onPath(path: string | undefined, reply: Fact<Reply> | undefined): HostFacts['pathPython'] {
  if (path === undefined || reply === undefined) return { ok: false, reason: 'python is not on PATH' };
  if (!reply.ok) return reply;
  const { version } = reply.value;
  return { ok: true, value: version === null ? { path } : { path, engineVersion: version } };
}

/** Looks for the program on PATH and reads versions out of its interpreter and out of `python` on PATH. */
export async function probePython(
  question: PythonQuestion,
  io: Pick<Io, 'env' | 'cwd'>,
  timeoutMs: number,
): Promise<EngineFacts> {
  const asked = (python: string) => askPython(python, question, io, timeoutMs);
  const [program, path] = await Promise.all([programPath(question.program, io), programPath('python', io)]);
  const python = program === undefined ? undefined : await interpreterOf(program, io);
  const [own, other] = await Promise.all([
    python === undefined ? undefined : asked(python),
    path === undefined || path === python ? undefined : asked(path),
  ]);
  const onThePath = path === python ? own : other;
  const pathPython = onPath(path, onThePath);
  const place = onThePath?.ok === true ? { pathVersion: onThePath.value.python } : {};
  const missing = (why: string): EngineFacts => ({
    engine: { ok: false, reason: why },
    engineLookup: { ok: true, value: { found: false, why } },
    pathPython,
    ...place,
    prefix: undefined,
  });
  if (program === undefined) return missing(`${question.program} is not on PATH`);
  if (python === undefined || own === undefined) return missing(`no Python was found for ${program}`);
  if (!own.ok) return { engine: own, engineLookup: own, pathPython, ...place, prefix: undefined };
  const { version, found: packages, python: pythonVersion, prefix } = own.value;
  if (version === null) return missing(`${python}, the interpreter of ${program}, has no ${question.engine}`);
  const engine: EngineInstall = { program, python, pythonVersion, version, packages };
  return {
    engine: { ok: true, value: engine },
    engineLookup: { ok: true, value: { found: true } },
    pathPython,
    ...place,
    prefix: prefix ?? undefined,
  };
}
