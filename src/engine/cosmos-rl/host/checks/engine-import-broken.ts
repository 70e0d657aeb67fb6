import { toType } from '../../../../findings/remedy.ts';
import { hasCapability, minorOf } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** Imported by the launcher or the controller before anything is decided, in every known version. */
const ALWAYS = ['torch', 'transformers', 'redis', 'toml', 'pydantic'];

/** Packages in the engine's environment are known to break its import. */
export const engineImportBroken = defineCheck({
  id: 'engine-import-broken',
  summary: "Packages in the engine's environment are known to break its import.",
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'A package the engine imports at its start is missing, or torchao 0.16 meets diffusers 0.36.',
    why: "torchao 0.16 with diffusers 0.36 ends `import cosmos_rl` with `NameError: name 'logger' is not defined` (seen on 0.4.7). psutil is imported since 0.4.4 (utils/dist_signal_handler.py), but is not among its requirements.",
    fix: 'Install torchao 0.15.0, or the package that is missing.',
  },
  evaluate({ engine: { packages, python, version } }) {
    const { torchao, diffusers } = packages;
    const clash =
      torchao !== undefined &&
      minorOf(torchao) === '0.16' &&
      diffusers !== undefined &&
      minorOf(diffusers) === '0.36'
        ? [
            {
              subject: 'torchao',
              message: `torchao ${torchao} with diffusers ${diffusers} breaks the import of cosmos_rl.`,
              because: "Seen with cosmos-rl 0.4.7: NameError: name 'logger' is not defined.",
              remedy: toType([python, '-m', 'pip', 'install', 'torchao==0.15.0']),
              data: { torchao, diffusers },
            },
          ]
        : [];
    // utils/dist_signal_handler.py imports psutil since 0.4.4, and 0.4.7's launcher itself does.
    const needed = hasCapability(version, 'psutilNeeded') ? [...ALWAYS, 'psutil'] : ALWAYS;
    const missing = needed.filter((name) => packages[name] === undefined);
    return [
      ...clash,
      ...missing.map((name) => ({
        subject: name,
        message: `The package ${name} is not installed beside cosmos-rl, which imports it at its start.`,
        remedy: toType([python, '-m', 'pip', 'install', name]),
        data: { package: name },
      })),
    ];
  },
});
