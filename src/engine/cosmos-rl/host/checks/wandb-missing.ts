import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** Weights & Biases is asked for, but its package is not installed. */
export const wandbMissing = defineCheck({
  id: 'wandb-missing',
  summary: 'Weights & Biases is asked for, but its package is not installed.',
  severity: 'warning',
  category: 'host',
  reads: ['engine'],
  docs: {
    what: '`logging.logger` holds "wandb", and the package wandb is not installed.',
    why: 'It is no requirement of cosmos-rl; the engine prints one warning and reports nothing (0.4.7).',
    fix: 'Install wandb, or take it out of `logging.logger`.',
  },
  evaluate({ engine: { packages, python } }, { holds }) {
    const loggers = holds?.('logging.logger');
    if (!Array.isArray(loggers) || !loggers.includes('wandb') || packages['wandb'] !== undefined) return [];
    return [
      {
        subject: 'logging.logger',
        message: 'The run asks for wandb, which is not installed; nothing would be reported there.',
        remedy: toType([python, '-m', 'pip', 'install', 'wandb']),
      },
    ];
  },
});
