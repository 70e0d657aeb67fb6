/** What `--help` says beside the flags: groups of verbs, and examples to type. */
import type { Command } from 'commander';

const BEFORE = 'Before the launch:';
const RUN = 'The run:';
const AFTER = 'After it:';
const ALWAYS = 'At any time:';

/** Of each verb: the group it is listed in, and examples; a test parses them all. */
const VERBS: Readonly<Record<string, { readonly group?: string; readonly examples?: readonly string[] }>> = {
  sft: {
    group: RUN,
    examples: [
      'sft --preset reason1-av-caption --dataset /data/avha --dry-run',
      'sft --preset reason2-video-caption-vqa --dataset /data/blended --gpus 4 --lora r=16,alpha=32 train.epoch=1',
      'sft --resume last',
    ],
  },
  rehearse: {
    group: BEFORE,
    examples: [
      'rehearse --preset reason1-av-caption --dataset /data/avha',
      'rehearse --config mine.toml --dataset /data/avha --json',
    ],
  },
  estimate: {
    group: BEFORE,
    examples: [
      'estimate --preset reason1-av-caption --dataset /data/avha',
      'estimate --preset reason1-av-caption --gpus 4 --tokens 6000 --json',
    ],
  },
  setup: { group: BEFORE, examples: ['setup', 'setup --engine 0.4.7 --venv .venv-cosmos --run'] },
  list: { group: BEFORE, examples: ['list', 'list --json'] },
  show: {
    group: BEFORE,
    examples: [
      'show reason1-av-caption',
      'show reason1-av-caption --engine 0.2.6 --format toml train.epoch=1',
    ],
  },
  diff: {
    group: BEFORE,
    examples: ['diff reason1-av-caption mine.toml', 'diff reason1-av-caption --upstream'],
  },
  cp: { group: BEFORE, examples: ['cp reason1-av-caption mine.toml', 'cp ./mine.ts mine.toml --force'] },
  schema: { group: BEFORE, examples: ['schema --engine 0.4.7', 'schema --output sft'] },
  feasibility: {
    group: BEFORE,
    examples: [
      'feasibility --model nvidia/Alpamayo-R1-10B --optimize trajectory-decoder',
      'feasibility --preset reason2-video-caption-vqa --consumer alpamayo-r1 --format md',
    ],
  },
  check: {
    group: BEFORE,
    examples: [
      'check mine.toml',
      'check configs --engine 0.4.7 --gpus 8 --format github',
      'check mine.toml --fix',
    ],
  },
  init: { group: BEFORE, examples: ['init /data/avha', 'init /data/qa.json --gpus 4 --file mine.toml'] },
  doctor: {
    group: BEFORE,
    examples: ['doctor', 'doctor --preset reason1-av-caption --json', 'doctor --fix'],
  },
  diagnose: {
    group: AFTER,
    examples: ['diagnose engine.log', 'diagnose logs --config mine.toml --exit-code 0 --json'],
  },
  merge: {
    group: AFTER,
    examples: [
      'merge last --out merged',
      'merge /data/adapter --base nvidia/Cosmos-Reason2-8B --out merged --json',
    ],
  },
  eval: {
    group: AFTER,
    examples: [
      'eval last --base',
      'eval merged --preset reason1-av-caption --data /data/avha --samples 100 --json',
    ],
  },
  handover: {
    group: AFTER,
    examples: [
      'handover last --to vllm --out serve',
      'handover --to alpamayo-r1 --model /models/r1 --dataset /data/pai --out alpamayo',
    ],
  },
  explain: { group: ALWAYS, examples: ['explain unknown-key', 'explain 81', 'explain straight-path'] },
  completion: {
    group: ALWAYS,
    examples: ['completion bash', 'completion fish'],
  },
  data: { group: BEFORE },
  'data check': {
    examples: [
      'data check /data/avha --preset reason1-av-caption',
      'data check /data/qa.json --decode 20 --json',
    ],
  },
  'data show': {
    examples: ['data show /data/avha --sample 3', 'data show /data/avha --count 24 --html samples.html'],
  },
  nightly: { group: RUN },
  'nightly init': {
    examples: [
      'nightly init night.toml --preset reason1-av-caption --dataset /data/avha',
      'nightly init night.toml --preset reason1-av-caption --at 01:00 --until 06:00 --scheduler cron',
    ],
  },
  'nightly run': { examples: ['nightly run night.toml', 'nightly run night.toml --for 5h --dry-run'] },
  'nightly status': { examples: ['nightly status night.toml', 'nightly status night.toml --json'] },
  'nightly ls': { examples: ['nightly ls', 'nightly ls /srv/series --json'] },
  'nightly pause': {
    examples: ['nightly pause night.toml', "nightly pause night.toml --reason 'new labels on Monday'"],
  },
  'nightly unpause': { examples: ['nightly unpause night.toml', 'nightly unpause series/night.toml'] },
  'nightly watch': { examples: ['nightly watch night.toml', 'nightly watch night.toml --within 30h --json'] },
  'nightly prune': { examples: ['nightly prune night.toml --dry-run', 'nightly prune night.toml'] },
  runs: { group: AFTER },
  'runs ls': { examples: ['runs ls', 'runs ls --status failed --since 3d --json'] },
  'runs show': { examples: ['runs show', 'runs show night-1 --json'] },
  'runs follow': { examples: ['runs follow', 'runs follow last --json'] },
  'runs stop': { examples: ['runs stop last', 'runs stop last --now'] },
  'runs logs': { examples: ['runs logs last -f', 'runs logs last --rank 3'] },
  'runs report': { examples: ['runs report last', 'runs report last --html report.html --open'] },
  'runs compare': {
    examples: [
      'runs compare night-1 night-2',
      'runs compare night-1 night-2 --html compare.html --x samples',
    ],
  },
  'runs watch': { examples: ['runs watch', 'runs watch last --port 8080'] },
  'runs supervise': { examples: ['runs supervise runs/ID', 'runs supervise "$RUN_FOLDER"'] },
  'runs rm': { examples: ['runs rm night-1', 'runs rm night-1 night-2 --yes'] },
};

function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

/** Gives each verb below `root` its group and its examples, and `--json`: no verb is without a document. */
export function helped(root: Command): Command {
  root.commandsGroup(root.parent === null ? ALWAYS : 'Commands:');
  for (const command of root.commands) {
    const known = VERBS[pathOf(command)];
    if (known?.group !== undefined) command.helpGroup(known.group);
    if (known?.examples !== undefined) {
      const lines = known.examples.map((one) => `  cookbook-run ${one}`);
      command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
    }
    helped(command);
  }
  for (const verb of root.createHelp().visibleCommands(root))
    if (verb.commands.length === 0 && verb.name() !== 'help')
      verb.option('--json', 'one JSON document on stdout');
  return root;
}
