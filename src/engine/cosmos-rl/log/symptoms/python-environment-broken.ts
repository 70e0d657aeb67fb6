import { brief, raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /ModuleNotFoundError: No module named '(?<module>[^']+)'|ImportError: (?<import>.*)|NameError: name 'logger' is not defined|undefined symbol: \S+|module '[^']*' has no attribute '(?!read_video)[^']*' \(most likely due to a circular import\)|operator torchvision::nms does not exist/;

/** A Python package is missing or two of them do not fit together. */
export const pythonEnvironmentBroken: Symptom = {
  id: 'python-environment-broken',
  summary: 'A Python package is missing, or two of them do not fit together',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  docs: {
    what: 'Importing the engine, the entry script or one of their packages failed.',
    why: "torchao 0.16 with diffusers 0.36 breaks `import cosmos_rl` (NameError: name 'logger' is not defined; 0.4.7, seen); a missing torchao kills the worker before it registers, and cosmos-rl hangs.",
    fix: 'Install what is missing into the environment of the engine; torchao 0.15.0 works with 0.4.7.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const name = found.match.groups?.module;
    const pair = found.text.includes("name 'logger'");
    return restingOn(
      found,
      {
        subject: name ?? 'python',
        message: pair
          ? 'Importing cosmos_rl failed: this torchao and this diffusers do not fit together.'
          : name === undefined
            ? `Importing a Python package failed: ${brief(found.match[0])}.`
            : `The Python module ${name} is not installed.`,
        because: "It is needed in the engine's own environment, by every process that it starts.",
        help: pair
          ? 'Install a torchao that fits: pip install torchao==0.15.0'
          : `Install it there: pip install ${name?.split('.')[0] ?? '…'}; check with cookbook-run doctor`,
      },
      { ...(name === undefined ? {} : { module: name }) },
    );
  },
};
