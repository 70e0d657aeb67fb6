/**
 * Every way in which a run of cosmos-framework was seen to end, played by a stand-in under the real torchrun with a real
 * spawned checkpoint process and real checkpoints of torch: each ends under its own name, and nothing of it is left.
 */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leftOf, ROOT, recordOf, until } from '../cli/rig.ts';
import { documentOf, type Place, place } from './stand-in.ts';

const SLOW = { pace: 0.3 };
const output = (run: string) => join(run, 'train');
interface Document {
  readonly findings: ReadonlyArray<{ readonly id: string; readonly message: string }>;
}

/** What the ending says; what the plan says of these small runs stands before it. */
const PLANNED: ReadonlySet<string> = new Set(['cycles-outlive-run', 'export-off', 'start-weights-missing']);
const said = ({ findings }: Document) => findings.filter(({ id }) => !PLANNED.has(id));
const ids = (document: Document) => said(document).map(({ id }) => id);

/** A run that would take minutes, after its second step. */
async function training(one: Place, more: readonly string[] = []) {
  const started = one.start(
    [...one.args, 'trainer.max_iter=500', 'scheduler.cycle_lengths=[500]', ...more],
    one.env(SLOW),
  );
  await started.said(/training · step 2/);
  return { started, run: one.lastRun() };
}

describe.concurrent('cosmos-framework', () => {
  test.concurrent('success: the last step, checkpoint and export are proved', async () => {
    const one = place('success');
    const ended = await one.go();
    expect(ended.code, ended.stderr).toBe(0);
    expect(documentOf(ended)).toMatchObject({ outcome: 'succeeded', step: { last: 6, planned: 6 } });
    const run = one.lastRun();
    const { proofs, model, checkpoint } = recordOf(run);
    expect(
      proofs.every(({ ok }: { ok: boolean }) => ok),
      JSON.stringify(proofs),
    ).toBe(true);
    expect(model).toMatchObject({
      kind: 'whole',
      dtype: 'F32',
      path: join(output(run), 'hf_exports/iter_000000006'),
    });
    expect(checkpoint).toMatchObject({ step: 6, path: join(output(run), 'checkpoints/iter_000000006') });
    const metrics = readFileSync(join(run, 'metrics.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const steps = metrics.filter((one) => 'step' in one);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(steps[0]).toMatchObject({ loss: 3, gradNorm: 1, lr: { '': 1e-5 } });
    expect(metrics.filter((one) => 'save' in one)).toHaveLength(4);
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('a killed worker: torchrun says so, and its checkpoint process is not left behind', async () => {
    const one = place('killed-worker');
    const ended = await one.go([], { kill: ['worker', 'SIGKILL', 2] });
    expect(ended.code).toBe(1);
    expect(documentOf(ended)).toMatchObject({ outcome: 'failed', step: { last: 2 } });
    expect(ids(documentOf(ended))[0]).toBe('worker-killed');
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('kill -9 of torchrun: what trains on is no success, and nothing of it is left', async () => {
    const one = place('killed-torchrun');
    const ended = await one.go([], { kill: ['torchrun', 'SIGKILL', 2] });
    expect(documentOf(ended).outcome).not.toBe('succeeded');
    expect(ended.code).not.toBe(0);
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('the checkpoint process dies before the last save: torchrun ends 0, and it is no success', async () => {
    const one = place('killed-daemon');
    const ended = await one.go(['checkpoint.save_iter=100'], { kill: ['daemon', 'SIGKILL', 7] });
    const document = documentOf(ended);
    expect(ended.code).toBe(83);
    expect(document).toMatchObject({ outcome: 'unverified', step: { last: 6, planned: 6 } });
    expect(ids(document)[0]).toBe('proof-incomplete');
    expect(said(document)[0]?.message).toContain('its last checkpoint was never written');
    expect(recordOf(one.lastRun()).engineExit).toBe(0);
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('it dies between two saves: our callback ends the run at once, where the trainer would wait an hour', async () => {
    const one = place('dead-saver');
    const ended = await one.go(['trainer.max_iter=60'], { kill: ['daemon', 'SIGKILL', 4], pace: 0.2 });
    expect(ended.code).toBe(1);
    expect(documentOf(ended).outcome).toBe('failed');
    expect(ids(documentOf(ended))[0]).toBe('checkpoint-process-died');
    expect(said(documentOf(ended))[0]?.message).toContain('killed by signal 9');
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('it hangs between two saves: the run stalls, and says for what it waits', async () => {
    const one = place('waiting');
    const ended = await one.go(['trainer.max_iter=30', '--stall-timeout', '40'], {
      kill: ['daemon', 'SIGSTOP', 3],
    });
    expect(ended.code).toBe(81);
    expect(documentOf(ended).outcome).toBe('stalled');
    expect(ids(documentOf(ended))[0]).toBe('checkpoint-process-died');
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('a full disk', async () => {
    const tiny = place('disk-place').folder;
    const disk = join(tiny, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=90k', 'tmpfs', disk]);
    try {
      const one = place('disk', {}, disk);
      const ended = await one.go([
        'custom.overrides.checkpoint.hf_export.enabled=false',
        'trainer.max_iter=20',
      ]);
      expect(documentOf(ended).outcome, ended.stderr).toBe('disk');
      expect(ended.code).toBe(73);
      expect(ids(documentOf(ended))[0]).toBe('disk-full');
      expect(leftOf(one.lastRun())).toEqual([]);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });

  test.concurrent('Ctrl-C: the callback saves the step and ends; 130', async () => {
    const one = place('ctrl-c');
    const { started, run } = await training(one);
    process.kill(started.pid, 'SIGINT');
    const ended = await started.ended;
    const document = documentOf(ended);
    expect(ended.code, ended.stderr).toBe(130);
    expect(document.outcome).toBe('interrupted');
    const step = String(document.step.last).padStart(9, '0');
    expect(readFileSync(join(output(run), 'checkpoints/latest_checkpoint.txt'), 'utf8')).toBe(
      `iter_${step}\n`,
    );
    expect(recordOf(run).checkpoint).toMatchObject({ step: document.step.last });
    expect(recordOf(run).model.path).toBe(join(output(run), `hf_exports/iter_${step}`));
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent.each([
    ['SIGTERM', 'terminated', 143],
    ['SIGINT', 'interrupted', 130],
  ] as const)('%s to torchrun itself', async (signal, outcome, code) => {
    const one = place(`torchrun-${signal}`);
    const ended = await one.go(['trainer.max_iter=60'], { kill: ['torchrun', signal, 4], pace: 0.2 });
    expect(documentOf(ended).outcome).toBe(outcome);
    expect(ended.code).toBe(code);
    expect(ids(documentOf(ended))[0]).toBe('interrupted-by-signal');
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('a loss that is no number: it trains on to the end, exits 0, and is no success', async () => {
    const one = place('nan');
    const ended = await one.go(['--on-nan', 'warn'], { nan_from: 5 });
    expect(ended.code).toBe(82);
    expect(documentOf(ended).outcome).toBe('loss-not-finite');
    expect(recordOf(one.lastRun()).engineExit).toBe(0);
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent.each([
    ['an empty list', { entries: 0 }],
    ['a list of which nothing is there', { missing: 6 }],
  ] as const)('%s: ended at once, where the trainer would loop for ever', async (_, data) => {
    const one = place('empty', data);
    const ended = await one.go();
    expect(ended.code, ended.stderr).toBe(65);
    expect(documentOf(ended).outcome).toBe('data');
    expect(ids(documentOf(ended))[0]).toBe('dataset-yields-nothing');
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('half of the media missing: it exits 0, and what it trained on is told', async () => {
    const one = place('half', { missing: 3 });
    const ended = await one.go();
    expect(ended.code).toBe(83);
    expect(ids(documentOf(ended))[0]).toBe('samples-skipped');
    expect(said(documentOf(ended))[0]?.message).toContain('3 of 8 samples of both lists');
  });

  test.concurrent('resumed: a new run goes on from the newest whole step, and leaves the old one as it is', async () => {
    const one = place('resume');
    const first = await one.go(['trainer.max_iter=9'], { kill: ['worker', 'SIGKILL', 7], pace: 0.3 });
    expect(documentOf(first).outcome).toBe('failed');
    const run = one.lastRun();
    const kept = readdirSync(join(output(run), 'checkpoints')).sort();
    const again = await one.run(['sft', '--resume', run, '--json'], one.env());
    expect(again.code, again.stderr).toBe(0);
    const next = one.lastRun();
    expect(next).not.toBe(run);
    expect(documentOf(again)).toMatchObject({ outcome: 'succeeded', step: { last: 9, planned: 9 } });
    const begun = /Loaded checkpoint from (\S+) .* in iteration (\d+)/.exec(
      readFileSync(join(next, 'engine.log'), 'utf8'),
    );
    expect(begun?.[1]?.startsWith(output(run))).toBe(true);
    const steps = readFileSync(join(next, 'metrics.ndjson'), 'utf8').match(/"step":\d+,"loss"/g) ?? [];
    expect(steps[0]).toBe(`"step":${Number(begun?.[2]) + 1},"loss"`);
    expect(readdirSync(join(output(run), 'checkpoints')).sort()).toEqual(kept);
    expect(leftOf(next)).toEqual([]);
    // A run that is whole has nothing left to do, and is not begun again; what is to be typed to train longer works.
    const done = await one.run(['sft', '--resume', next], one.env());
    expect(done.code).toBe(78);
    const [, typed = ''] = /--resume \S+ (\S+)` trains one step more/.exec(done.stderr) ?? [];
    expect(documentOf(again).next).toContainEqual(
      expect.stringMatching(/^cookbook-run sft --resume \w+ trainer\.max_iter=N$/),
    );
    const longer = await one.run(['sft', '--resume', next, typed, '--dry-run', '--json'], one.env());
    expect(longer.code, longer.stderr).toBe(0);
    const { settings, planned } = documentOf(longer);
    expect(planned.steps).toBe(1);
    expect(settings.scheduler.cycle_lengths).toEqual([1]);
    expect(settings.custom.run.resume).toBe('');
    // The weights are those of the run, never again those that it once began with.
    expect(settings.model.backbone).toEqual({
      model_name: join(output(next), 'hf_exports/iter_000000009'),
      safetensors_path: '',
    });
  });

  test.concurrent.each([
    ['whole', 0, undefined],
    ['with a picture that is none', 65, 'sample-refused-by-entry'],
  ] as const)('own data by an experiment of our own, %s', async (_, code, id) => {
    const one = place('own');
    cpSync(join(ROOT, 'examples/llava'), join(one.folder, 'llava'), { recursive: true });
    if (id !== undefined)
      for (const name of readdirSync(join(one.folder, 'llava/images')))
        writeFileSync(join(one.folder, 'llava/images', name), 'no picture');
    const toml = readFileSync(join(one.folder, 'run.toml'), 'utf8')
      .replace('"videophy2_sft_nano"', '"cookbook_run"')
      .replace(/root = .*/, 'annotation_path = "llava/annotations.json"\nmedia_path = "llava/images"');
    const experiment =
      '\n[custom.experiment]\nbase = "videophy2_sft_nano"\n[custom.vision]\nmax_pixels = 65536\n';
    writeFileSync(join(one.folder, 'run.toml'), toml + experiment);
    const ended = await one.go();
    expect(ended.code, ended.stdout + ended.stderr).toBe(code);
    if (id === undefined)
      expect(documentOf(ended)).toMatchObject({ outcome: 'succeeded', step: { last: 6 } });
    else expect(ids(documentOf(ended))[0]).toBe(id);
    expect(leftOf(one.lastRun())).toEqual([]);
  });

  test.concurrent('start weights: made once by the launch, looked at by the next one', async () => {
    const one = place('start-weights');
    const toml = readFileSync(join(one.folder, 'run.toml'), 'utf8');
    const start =
      '\n[model.backbone]\nsafetensors_path = "tiny-reasoner"\n[custom.start]\ncheckpoint = "Cosmos3-tiny"\n';
    writeFileSync(join(one.folder, 'run.toml'), toml + start);
    const weights = join(one.folder, 'tiny-reasoner');
    for (const convert of ['fails', 'cut'] as const) {
      const failed = await one.go([], { convert });
      expect([failed.code, documentOf(failed).outcome], failed.stdout + failed.stderr).toEqual([1, 'failed']);
      expect(ids(documentOf(failed))[0]).toBe('start-weights-not-made');
      expect(existsSync(weights)).toBe(false);
    }
    // Longer than the limit of a start that says nothing.
    const slow = await one.go(['--stall-timeout', '30'], { convert: 45 });
    expect(slow.code, slow.stderr).toBe(0);
    expect(documentOf(slow)).toMatchObject({ outcome: 'succeeded', step: { last: 6 } });
    expect(readFileSync(join(one.lastRun(), 'engine.log'), 'utf8')).toContain('still making');
    const next = await one.go([], { convert: 'fails' });
    expect(next.code, next.stderr).toBe(0);
    expect(readFileSync(join(one.lastRun(), 'engine.log'), 'utf8')).not.toContain('making the start weights');
    const left = readdirSync(one.folder).filter((name) => name.includes('.part-'));
    expect([left, leftOf(one.lastRun())]).toEqual([[], []]);
  });

  test.concurrent('the way to cosmos-rl: the printed commands make the reasoner, and what is made is found whole', async () => {
    const one = place('way');
    cpSync(join(ROOT, 'examples/llava'), join(one.folder, 'llava'), { recursive: true });
    const way = async () => {
      const ended = await one.run(['feasibility', '--model', 'nvidia/Cosmos3-Nano', '--json'], one.env());
      expect(ended.code).toBe(78);
      return documentOf(ended).remedies.find(({ id }: { id: string }) => id === 'cosmos3-reasoner');
    };
    const { commands } = await way();
    const convert = commands.find((line: string) => line.includes('convert_model_to_vlm'));
    const words = (line: string) =>
      line.replace('COSMOS3_DIR', 'Cosmos3-tiny').replace('REASONER_DIR', 'Cosmos3-Nano-reasoner').split(' ');
    const [python = '', ...args] = words(convert);
    execFileSync(join(one.bin, python), args, { cwd: one.folder, env: { ...process.env, ...one.env() } });
    const after = await way();
    expect(after.done).toMatch(/^\.\/Cosmos3-Nano-reasoner is there and whole/);
    expect(after.commands).toHaveLength(1);
    // The last command, checked: an adapter for the reasoner as the Qwen3-VL that it is.
    const data = ['custom.dataset.media_path=llava/images', '--gpus', '1', '--batch', '1'];
    const typed = after.commands[0].replace('DATASET_DIR', 'llava/annotations.json').split(' ').slice(1);
    const small = ['train.train_policy.mini_batch=1', 'train.optm_warmup_steps=1'];
    const plan = [...typed, '--lora', 'r=16', ...data, ...small, '--dry-run', '--json'];
    const checked = await one.run(plan, one.env());
    expect(checked.code, checked.stdout + checked.stderr).toBe(0);
    const { settings, findings } = documentOf(checked);
    expect(settings.policy.model_name_or_path).toBe(join(one.folder, 'Cosmos3-Nano-reasoner'));
    expect(findings.filter((found: { severity: string }) => found.severity === 'error')).toEqual([]);
    // Cut off, it is no start, and the way says so.
    const weights = join(one.folder, 'Cosmos3-Nano-reasoner/model.safetensors');
    writeFileSync(weights, readFileSync(weights).subarray(0, -1));
    const cut = await way();
    expect([cut.done, cut.notes[0]]).toEqual([undefined, expect.stringContaining('remove it first')]);
    // With LoRA the preset of cosmos-framework points here; Edge has this engine only.
    const lora = await one.run(['sft', '--preset', 'cosmos3-nano-llava', '--lora', 'r=16'], one.env());
    expect([lora.code, lora.stderr]).toEqual([
      2,
      expect.stringContaining('feasibility --model nvidia/Cosmos3-Nano'),
    ]);
    const edge = await one.run(['feasibility', '--model', 'nvidia/Cosmos3-Edge', '--json'], one.env());
    expect(documentOf(edge).remedies.map(({ id }: { id: string }) => id)).toContain('cosmos3-edge');
  });

  test.concurrent('custom.run.keep: old checkpoints go while it trains, the newest whole one and exports stay', async () => {
    const one = place('keep');
    const ended = await one.go(['trainer.max_iter=12', 'checkpoint.save_iter=2', 'custom.run.keep=2'], {
      pace: 0.3,
    });
    expect(ended.code, ended.stderr).toBe(0);
    const run = one.lastRun();
    expect(readdirSync(join(output(run), 'checkpoints')).sort()).toEqual([
      'iter_000000010',
      'iter_000000012',
      'latest_checkpoint.txt',
    ]);
    expect(readdirSync(join(output(run), 'hf_exports')).length).toBeGreaterThan(2);
    const events = readFileSync(join(run, 'events.ndjson'), 'utf8').match(
      /"kind":"checkpoint-removed","step":\d+/g,
    );
    expect(events).toHaveLength(4);
    expect(recordOf(run).checkpoint).toMatchObject({ step: 12 });
    expect(leftOf(run)).toEqual([]);
    // A run that went down is gone on with from what was kept.
    const down = await one.go(['trainer.max_iter=12', 'checkpoint.save_iter=2', 'custom.run.keep=1'], {
      kill: ['worker', 'SIGKILL', 9],
      pace: 0.3,
    });
    expect(down.code).toBe(1);
    const broken = one.lastRun();
    const again = await one.run(['sft', '--resume', broken, '--json'], one.env());
    expect(again.code, again.stderr).toBe(0);
    expect(documentOf(again)).toMatchObject({ outcome: 'succeeded', step: { last: 12 } });
    expect(existsSync(join(output(broken), 'checkpoints', 'latest_checkpoint.txt'))).toBe(true);
  });

  test.concurrent("another's port", async () => {
    const one = place('port');
    const server = createServer().listen(0, '127.0.0.1');
    await until(() => server.listening, 'a port');
    const address = server.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      // Somebody took it after it was chosen.
      const real = join(one.bin, 'torchrun');
      const torchrun = realpathSync(real);
      rmSync(real);
      const other = `case $word in --master_port=*) word=--master_port=${taken};; esac`;
      writeFileSync(
        real,
        `#!/bin/sh\nfor word; do shift; ${other}; set -- "$@" "$word"; done; exec ${torchrun} "$@"\n`,
        { mode: 0o755 },
      );
      const ended = await one.go();
      expect(ended.code, ended.stderr).toBe(75);
      expect(ids(documentOf(ended))[0]).toBe('rendezvous-port-taken');
      expect(leftOf(one.lastRun())).toEqual([]);
    } finally {
      server.close();
    }
  });
});
