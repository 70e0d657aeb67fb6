/** Configs of other engines, told by the tables they have. */
import { getValue, isTable, type TomlTable } from '../../../config/value.ts';

/** Whose file it is, what shows it, and what to type. */
interface OtherLauncher {
  readonly launcher: string;
  readonly sign: string;
  readonly command: string;
  /** True where that engine trains what the file asks for, so that there is nothing to refuse but the launcher. */
  readonly wfm: boolean;
}

/**
 * cosmos-framework has `[job].experiment` and no `[train]` table of cosmos-rl; cosmos-rl's own world-model mode has
 * `[[model.conditioner]]` or `[job] project = "cosmos_rl_wfm"` (NVIDIA/cosmos-framework 738527c6; cosmos-rl 89f2e5b5).
 */
export function otherLauncherOf(config: TomlTable): OtherLauncher | undefined {
  const job = getValue(config, ['job']);
  const conditioner = getValue(config, ['model', 'conditioner']);
  const project = getValue(config, ['job', 'project']);
  if (
    Array.isArray(conditioner) ||
    isTable(conditioner) ||
    (typeof project === 'string' && /wfm/.test(project))
  )
    return {
      launcher: "cosmos-rl's world-model mode",
      sign: Array.isArray(conditioner) ? '[[model.conditioner]]' : '[model] and [job] of --wfm-mode',
      command: 'cosmos-rl --wfm-mode --config FILE',
      wfm: true,
    };
  const policy = getValue(config, ['policy']);
  if (!isTable(job) || isTable(policy)) return undefined;
  const experiment = getValue(config, ['job', 'experiment']);
  const task = getValue(config, ['job', 'task']);
  if (experiment === undefined && task === undefined) return undefined;
  return {
    launcher: 'cosmos-framework (Cosmos 3)',
    sign: experiment === undefined ? `[job].task = ${JSON.stringify(task)}` : '[job].experiment',
    command: 'python -m cosmos_framework.scripts.train --sft-toml FILE',
    wfm: false,
  };
}
