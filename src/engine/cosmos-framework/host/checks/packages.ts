/** Packages that the trainer imports at its start. */
import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';
import { ALWAYS } from '../packages.ts';

/** A package that cosmos-framework imports at its start is not installed. */
export const trainerPackageMissing = defineCheck({
  id: 'trainer-package-missing',
  summary: 'A package that cosmos-framework imports at its start is not installed.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'The Python of torchrun has `cosmos_framework`, but not one of the packages that its trainer imports whatever is trained.',
    why: 'A checkout on PYTHONPATH brings no packages with it: every worker ends with `ModuleNotFoundError` some seconds after the launch.',
    fix: 'Install the package, or run in the environment that `uv sync` makes in the checkout.',
  },
  evaluate: ({ engine: { packages, python } }) =>
    ALWAYS.filter((name) => packages[name] === undefined).map((name) => ({
      subject: name,
      message: `The package ${name} is not installed beside cosmos-framework, which imports it at its start.`,
      remedy: toType([python, '-m', 'pip', 'install', name]),
      data: { package: name },
    })),
});

/** The installed wandb breaks the start of cosmos-framework. */
export const wandbBreaksStart = defineCheck({
  id: 'wandb-breaks-start',
  summary: 'The installed wandb breaks the start of cosmos-framework.',
  severity: 'error',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: 'wandb 0.31 is installed in the Python of torchrun.',
    why: 'The trainer imports it even where `job.wandb_mode` is "disabled", and 0.31 ended every start (seen with 5eee9ed on 2026-11-28); 0.24.2 with protobuf 6.33 ran. Versions between them nobody has tried.',
    fix: 'Install wandb 0.24.2.',
  },
  evaluate({ engine: { packages, python } }) {
    const { wandb } = packages;
    if (wandb === undefined || !/^0\.31(\.|$)/.test(wandb)) return [];
    return [
      {
        subject: 'wandb',
        message: `wandb ${wandb} breaks the start of cosmos-framework, also where nothing is reported to it.`,
        remedy: toType([python, '-m', 'pip', 'install', 'wandb==0.24.2', 'protobuf==6.33.6']),
        data: { wandb },
      },
    ];
  },
});
