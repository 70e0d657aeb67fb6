/** Whether the trainer can be imported, and which commit of it that is. */
import { note, toType } from '../../../../findings/remedy.ts';
import { engineAt, NEWEST } from '../../versions.ts';
import { defineCheck } from '../facts.ts';
import { SOURCE_UNKNOWN } from '../packages.ts';

/** The Python of torchrun does not find the module cosmos_framework. */
export const moduleNotImportable = defineCheck({
  id: 'trainer-not-importable',
  summary: 'The Python of torchrun does not find the module cosmos_framework.',
  severity: 'error',
  category: 'host',
  reads: ['programs', 'engineLookup'],
  docs: {
    what: 'torchrun is on PATH, but the Python that it runs in has no module `cosmos_framework`, neither installed nor on PYTHONPATH.',
    why: 'cosmos-framework is on no package index: it is a checkout, in an environment of its own or on PYTHONPATH. Every worker would end with `ModuleNotFoundError`, after torchrun has started them all.',
    fix: 'Activate its environment, or put the checkout on PYTHONPATH: `export PYTHONPATH=/path/to/cosmos-framework`.',
  },
  evaluate({ programs, engineLookup: { found, why } }) {
    // Without torchrun there is no Python to ask, which is told already.
    if (found || programs['torchrun'] === undefined) return [];
    return [
      {
        subject: 'cosmos_framework',
        message: `cosmos-framework was not found: ${why ?? 'no reason is known'}.`,
        remedy: [
          note('activate its environment'),
          note('put its checkout on the path: `export PYTHONPATH=/path/to/cosmos-framework`'),
        ],
        data: { why },
      },
    ];
  },
});

/** The commit of the installed cosmos-framework is not one that cookbook-run has read. */
export const trainerCommitUnread = defineCheck({
  id: 'trainer-commit-unread',
  summary: 'The commit of the installed cosmos-framework is not one that cookbook-run has read.',
  severity: 'warning',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: `The source of \`cosmos_framework\` is another commit than ${NEWEST}, or one that cannot be told: no checkout, and not fetched from git by pip.`,
    why: 'Its keys, overrides, experiments and log lines change without a version number; what is said here is read from the commit that is known.',
    fix: `Check out the known commit: \`git checkout ${NEWEST}\` in its folder; or go on, and read what the run says with more care.`,
  },
  evaluate({ engine: { version } }) {
    if (engineAt(version)?.exact === true) return [];
    return [
      {
        subject: 'cosmos_framework',
        message:
          version === SOURCE_UNKNOWN
            ? `The commit of the installed cosmos-framework cannot be told; it is treated as ${NEWEST}.`
            : `cosmos-framework ${version} was not read; it is treated as ${NEWEST}.`,
        remedy: toType(['git', 'checkout', NEWEST], 'take the known commit with {} in its checkout'),
        data: { version, known: NEWEST },
      },
    ];
  },
});

/** The config was made for another commit of cosmos-framework than the installed one. */
export const trainerCommitDiffers = defineCheck({
  id: 'trainer-commit-differs',
  summary: 'The config was made for another commit of cosmos-framework than the installed one.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'The launch was prepared for one commit of cosmos-framework (`--engine`), and another one is installed.',
    why: 'The config was judged by what that commit does. Another one may refuse its keys, or drop them without a word.',
    fix: 'Leave `--engine` out, which takes the installed one, or check out the commit that was named.',
  },
  evaluate({ engine: { version } }, { engine: wanted }) {
    if (wanted === undefined || version === SOURCE_UNKNOWN || wanted === version) return [];
    return [
      {
        subject: 'cosmos_framework',
        message: `The config was made for cosmos-framework ${wanted}, but ${version} is installed.`,
        remedy: [
          note('leave `--engine` out'),
          toType(['git', 'checkout', wanted], 'take that commit with {} in its checkout'),
        ],
        data: { wanted, installed: version },
      },
    ];
  },
});
