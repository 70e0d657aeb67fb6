/** `sft --plan-hash`: what was shown by a dry run is started, and nothing else. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, rig } from './rig.ts';

const HASH = /^p1(-[0-9a-f]{8}){4}$/;

/** The same arguments every time: `sft()` of a rig makes a new copy of the data. */
function shownBy(place: Rig, ...more: readonly string[]) {
  const args = place.sft(...more);
  return {
    args,
    hash: async () => {
      const ended = await place.run([...args, '--dry-run', '--json']);
      expect(ended.code).toBe(0);
      return json(ended.stdout).planHash as string;
    },
  };
}

const started = (place: Rig) => existsSync(join(place.folder, 'runs'));

describe.concurrent('sft --plan-hash', () => {
  test.concurrent('a dry run prints it, always the same, and it starts that run', async () => {
    const place = rig();
    const { args, hash } = shownBy(place);
    const shown = await hash();
    expect(shown).toMatch(HASH);
    expect(await hash()).toBe(shown);
    const text = await place.run([...args, '--dry-run']);
    expect(text.stdout).toContain(`--plan-hash ${shown}`);
    const ended = await place.run([...args, '--plan-hash', shown, '--json']);
    expect(ended.code, ended.stderr).toBe(0);
    expect(json(ended.stdout).outcome).toBe('succeeded');
  });

  test.concurrent('another setting is refused and named, and nothing is started', async () => {
    const place = rig();
    const { args, hash } = shownBy(place);
    const shown = await hash();
    const ended = await place.run([...args, 'train.optm_lr=3e-6', '--plan-hash', shown, '--json']);
    expect(ended.code).toBe(78);
    expect(ended.stderr).toMatch(/config differs \(train\.optm_lr: shown 0?\.?\S+, now 0\.000003\)/);
    expect(json(ended.stdout)).toMatchObject({ schemaVersion: 1, exitCode: 78, outcome: 'config' });
    expect(started(place)).toBe(false);
    const hint = /its hash is now (\S+)/.exec(ended.stderr)?.[1] ?? '';
    expect(hint).toMatch(HASH);
    expect((await place.run([...args, 'train.optm_lr=3e-6', '--plan-hash', hint])).code).toBe(0);
  });

  test.concurrent('where the dry run is gone, the part is still named', async () => {
    const place = rig();
    const { args, hash } = shownBy(place);
    const shown = await hash();
    for (const name of readdirSync(place.temporary)) rmSync(join(place.temporary, name), { recursive: true });
    const ended = await place.run([...args, 'train.optm_lr=3e-6', '--plan-hash', shown]);
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain(
      'this is not the plan that was shown: config differs; nothing was started',
    );
  });

  test.concurrent('an entry script of the user that was changed is another command', async () => {
    const place = rig();
    const script = join(place.folder, 'own.py');
    writeFileSync(script, 'pass\n');
    const { args, hash } = shownBy(place, '--script', script);
    const shown = await hash();
    appendFileSync(script, '# more\n');
    const ended = await place.run([...args, '--plan-hash', shown]);
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain('command differs (command script: shown ');
    expect(started(place)).toBe(false);
  });

  test.concurrent('what is no hash is a wrong command line; a planted file changes nothing', async () => {
    const place = rig();
    const { args, hash } = shownBy(place);
    const shown = await hash();
    expect((await place.run([...args, '--plan-hash', 'latest'])).code).toBe(2);
    const planted = join(place.temporary, 'cookbook-run-dry-planted');
    mkdirSync(planted);
    writeFileSync(join(planted, 'shown.json'), '{"shown": {"config": null}}');
    expect((await place.run([...args, '--plan-hash', shown])).code).toBe(0);
  });
});
