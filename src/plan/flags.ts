/** From the command line to values: convenience flags are only names for overrides. */

import { parseOverride, type Setting } from '../config/layers.ts';
import type { TomlValue } from '../config/value.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { textAt } from '../json/object.ts';
import type { NamedFlag, SettingRequest } from './settings.ts';

/** What the command line may hold beside the preset. */
export interface SettingFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly overrides?: readonly string[];
  readonly model?: string;
  readonly dataset?: string;
  readonly epochs?: string;
  readonly lr?: string;
  readonly batch?: string;
  readonly gpus?: string;
  readonly nodes?: string;
  readonly output?: string;
  readonly lora?: string;
}

const LORA_NAMES: Readonly<Record<string, string>> = {
  r: 'r',
  alpha: 'lora_alpha',
  lora_alpha: 'lora_alpha',
  dropout: 'lora_dropout',
  lora_dropout: 'lora_dropout',
  targets: 'target_modules',
  target_modules: 'target_modules',
};

function usage(message: string, help: string): Failure {
  return new Failure(ExitCode.usage, message, help);
}

function integer(flag: string, text: string, example = `${flag} 4`): bigint {
  if (!/^\d{1,15}$/.test(text) || BigInt(text) < 1n)
    throw usage(`${flag} takes a whole number from 1, not \`${text}\``, `for example ${example}`);
  return BigInt(text);
}

function number(flag: string, text: string, example = `${flag} 2e-6`): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw usage(`${flag} takes a number, not \`${text}\``, `for example ${example}`);
  return value;
}

const LORA_EXAMPLE = '--lora r=16,alpha=32,dropout=0.05,targets=q_proj+v_proj';

/** `r=16,alpha=32,targets=q_proj+v_proj` as settings; targets default to the attention projections. */
function loraSettings(text: string): ReadonlyArray<readonly [string, TomlValue]> {
  const pairs = text.split(',').map((part) => part.split('=') as [string, string | undefined]);
  const settings = pairs.map(([name, value]): readonly [string, TomlValue] => {
    const key = textAt(LORA_NAMES, name.trim());
    if (key === undefined || value === undefined || value === '') {
      throw usage(`--lora does not understand \`${name}\``, `write ${LORA_EXAMPLE}`);
    }
    if (key === 'r') return ['r', integer('--lora r=', value, LORA_EXAMPLE)];
    if (key !== 'target_modules') return [key, number(`--lora ${name.trim()}=`, value, LORA_EXAMPLE)];
    return [key, value === 'all-linear' ? value : value.split('+')];
  });
  const named = settings.some(([key]) => key === 'target_modules');
  return named ? settings : [...settings, ['target_modules', ['q_proj', 'k_proj', 'v_proj', 'o_proj']]];
}

/** What the flags ask for, as values; throws Failure 2 for one that cannot be read. */
export function settingRequest(flags: SettingFlags): SettingRequest {
  const { config, model, dataset, output, epochs, lr, batch, lora } = flags;
  const gpus = flags.gpus === undefined ? undefined : Number(integer('--gpus', flags.gpus));
  const nodes = flags.nodes === undefined ? undefined : Number(integer('--nodes', flags.nodes, '--nodes 2'));
  const given = { config, model, dataset, output, gpus, nodes };
  const named: readonly NamedFlag[] = [
    ...(epochs === undefined
      ? []
      : [{ flag: 'epochs', text: epochs, value: integer('--epochs', epochs) } as const]),
    ...(lr === undefined ? [] : [{ flag: 'lr', text: lr, value: number('--lr', lr) } as const]),
    ...(batch === undefined
      ? []
      : [{ flag: 'batch', text: batch, value: integer('--batch', batch) } as const]),
    ...(lora === undefined
      ? []
      : loraSettings(lora).map(([key, value]) => ({ flag: 'lora', text: lora, below: key, value }) as const)),
  ];
  const settings: readonly Setting[] = [
    ...(flags.set ?? []).map((text) => parseOverride(text, `--set ${text}`)),
    ...(flags.overrides ?? []).map((text) => parseOverride(text)),
  ];
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(named.length === 0 ? {} : { named }),
    settings,
  };
}
