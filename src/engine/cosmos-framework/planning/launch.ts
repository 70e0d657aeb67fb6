/** How cosmos-framework is started: torchrun, its trainer or an entry script around it, our TOML, and overrides after `--`. */
import { join } from 'node:path';
import type { TomlTable } from '../../../config/value.ts';
import type { EngineLaunch, LaunchRequest, NodeRole, Stage } from '../../planning.ts';
import { hydraValue } from '../config/hydra.ts';
import { tailOverrides } from '../config/tail.ts';
import { KEEP_KEY, RESUME_KEY } from '../keys.ts';
import { converter, startStage } from '../start-weights.ts';
import { numberAt, ownSettings, rootOf, textAt } from './own-settings.ts';
import { exportsModel, gpusOf, savesCheckpoints } from './placement.ts';

/** Runs the trainer as it is, and saves and ends where it is asked to; stage() puts it into the folder of every run. */
const ENTRY = join('entry', 'cosmos3_reasoner.py');

/** With optimizer, schedule and step; `load_path` alone takes the weights only (utils/reasoner/dcp_checkpointer.py, 5eee9ed). */
function resumeOverrides(config: TomlTable): readonly string[] {
  const from = textAt(config, RESUME_KEY) ?? '';
  if (from === '') return [];
  return [`checkpoint.load_path=${hydraValue(from)}`, 'checkpoint.load_training_state=true'];
}

/** Makes the start weights and then becomes what follows (templates/entry/with_start_weights.py). */
function making({ makes, bytes = 0 }: Stage, config: TomlTable, safe: string): readonly string[] {
  return [
    'python',
    join(safe, 'entry', 'with_start_weights.py'),
    makes,
    String(bytes),
    ...(converter(config, 'FOLDER') ?? []),
    '--',
  ];
}

/** One torchrun on each node, which find each other on the first; a node knows its rank by its index. */
function nodeRoles(
  nodes: number,
  gpus: number,
  master: number,
  trained: readonly string[],
): readonly NodeRole[] {
  const torchrun = [
    'torchrun',
    `--nnodes=${nodes}`,
    '--node_rank={node}',
    `--nproc_per_node=${gpus / nodes}`,
    '--master_addr={head}',
    `--master_port=${master}`,
  ];
  return [{ name: 'trainer', on: 'each', argv: [...torchrun, ...trained], env: {} }];
}

/** The launch of a rendered config. */
export function launch(config: TomlTable, request: LaunchRequest): EngineLaunch {
  const { safe, script, ports, nodes } = request;
  const { master = 29_500 } = ports;
  const gpus = gpusOf(config);
  const tail = [...tailOverrides(config), ...resumeOverrides(config)];
  const { outputDir } = ownSettings(request, config);
  const data = textAt(config, 'custom.dataset.root');
  const stage = startStage(config, request.cwd);
  const keeps = numberAt(config, KEEP_KEY);
  const trained = [
    script ?? join(safe, ENTRY),
    `--sft-toml=${join(safe, 'config.toml')}`,
    ...(tail.length === 0 ? [] : ['--', ...tail]),
  ];
  return {
    argv: [
      ...(stage === undefined ? [] : making(stage, config, safe)),
      'torchrun',
      `--nproc_per_node=${gpus}`,
      `--master_port=${master}`,
      ...trained,
    ],
    env: {
      PYTHONUNBUFFERED: '1',
      // Unset it is /tmp/imaginaire4-output, for every run (utils/config.py, 5eee9ed).
      IMAGINAIRE_OUTPUT_ROOT: rootOf(outputDir),
      ...(data === undefined ? {} : { VIDEOPHYSICS_ROOT: data }),
    },
    withheld: [],
    gpus,
    ...(nodes === undefined ? {} : { roles: nodeRoles(nodes, gpus, master, trained) }),
    ...(stage === undefined ? {} : { stages: [stage] }),
    ...(keeps === undefined ? {} : { keeps }),
    savingRanks: gpus,
    ports: { master },
    expects: { checkpoint: savesCheckpoints(config), export: exportsModel(config), lora: false },
  };
}
