import { note, toType } from '../../../../findings/remedy.ts';
import { minorOf } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** The config was made for another engine version than the installed one. */
export const engineVersionDiffers = defineCheck({
  id: 'engine-version-differs',
  summary: 'The config was made for another engine version than the installed one.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'The launch was prepared for one version of cosmos-rl, and another one is installed.',
    why: 'The config was validated and rendered for the version that was named. Another one may drop or misread its keys without a word. Within one line (0.4.x) it is a warning.',
    fix: 'Name the installed version with `--engine`, or install the one that was named.',
  },
  evaluate({ engine: { version } }, { engine: wanted }) {
    if (wanted === undefined || wanted === version) return [];
    return [
      {
        subject: 'cosmos-rl',
        severity: minorOf(wanted) === minorOf(version) ? 'warning' : 'error',
        message: `The config was made for cosmos-rl ${wanted}, but ${version} is installed.`,
        remedy: [note(`add \`--engine ${version}\``), toType(['pip', 'install', `cosmos-rl==${wanted}`])],
        data: { wanted, installed: version },
      },
    ];
  },
});
