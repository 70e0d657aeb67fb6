/** `setup`: the script is valid, shown before anything happens, does its work once, and says the same as the Dockerfile. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { setupOf } from '../../src/engine/cosmos-rl/setup.ts';
import { shellWord } from '../../src/findings/shell-word.ts';
import { rig } from './rig.ts';

const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
const real = (name: string) => execFileSync('which', [name], { encoding: 'utf8' }).trim();
const STEPS = setupOf('0.4.7').steps;
const PINS = STEPS.flatMap(({ pins }) => pins);

/** A pip that notes what it is told and leaves what importlib.metadata looks for; nothing is downloaded. */
const PIP = `import json, os, pathlib, re, sys, sysconfig
with open(os.environ["PIP_LOG"], "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
site = pathlib.Path(sysconfig.get_path("purelib"))
for pin in [word for word in sys.argv[2:] if not word.startswith("-")]:
    name, version = re.match(r"([\\w.-]+?)(?:[=>]=([\\d.]+).*)?$", pin).groups()
    info = site / f"{name.replace('-', '_')}-{(version or '1.0').rstrip('.')}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {(version or '1.0').rstrip('.')}\\n")
`;

/** A host with a recording pip and apt-get, and the programs that are named. */
function host(programs: readonly string[] = ['redis-server', 'ffmpeg'], uid = 0) {
  const place = rig('setup');
  const bin = join(place.folder, 'host');
  const log = join(place.folder, 'pip.log');
  const aptLog = join(place.folder, 'apt.log');
  const stub = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  mkdirSync(bin);
  mkdirSync(join(place.folder, 'stub/pip'), { recursive: true });
  writeFileSync(join(place.folder, 'stub/pip/__init__.py'), '');
  writeFileSync(join(place.folder, 'stub/pip/__main__.py'), PIP);
  for (const name of ['bash', 'ls']) symlinkSync(real(name), join(bin, name));
  stub('python3', `exec '${PYTHON}' "$@"`);
  stub('python3.12', 'exit 127');
  stub('id', `echo ${uid}`);
  stub('apt-get', `echo "$@" >> '${aptLog}'`);
  for (const name of programs) stub(name, 'exit 0');
  const env = { PATH: bin, PYTHONPATH: join(place.folder, 'stub'), PIP_LOG: log };
  const lines = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []);
  return {
    ...place,
    pip: (): readonly (readonly string[])[] => lines(log).map((line) => JSON.parse(line)),
    apt: () => lines(aptLog),
    setup: (...args: readonly string[]) => place.run(['setup', ...args], env),
  };
}

const valid = (script: string) => execFileSync('bash', ['-n'], { input: script, encoding: 'utf8' });

describe.concurrent('setup', () => {
  test.concurrent.each([
    [[]],
    [['--venv', "a folder's"]],
    [['--uv', 'project $HOME']],
    [['--engine', '0.3.9']],
  ])('%j prints a script that bash reads, and runs nothing', async (args) => {
    const here = host();
    const { code, stdout, stderr } = await here.setup(...args);
    expect(code).toBe(0);
    expect(valid(stdout)).toBe('');
    expect(stderr).toContain('nothing was run');
    expect(here.pip()).toEqual([]);
    expect(existsSync(join(here.folder, '.venv-cosmos-rl-0.4.7'))).toBe(false);
    expect(stdout.includes('# NOT RUN.')).toBe(args.includes('0.3.9'));
  });

  test.concurrent('--run shows the script, makes the environment, and does nothing the second time', async () => {
    const here = host();
    const printed = await here.setup('--venv', 'env');
    const first = await here.setup('--venv', 'env', '--run');
    expect(first.stderr).toContain('ready: source');
    expect(first.stderr).toMatch(/^note: Python 3\.\S+ is taken; the pins ran with Python 3\.12$/m);
    expect(first).toMatchObject({ code: 0, stdout: printed.stdout });
    expect(here.pip()).toEqual(
      STEPS.map(({ pins, withoutDependencies }) => [
        'install',
        ...(withoutDependencies === true ? ['--no-deps'] : []),
        ...pins,
      ]),
    );
    expect(existsSync(join(here.folder, 'env/bin/python'))).toBe(true);
    const second = await here.setup('--venv', 'env', '--run');
    expect(second.code).toBe(0);
    expect(here.pip()).toHaveLength(STEPS.length);
    expect(here.apt()).toEqual([]);
  }, 120_000);

  test.concurrent('a package of another version is put right, with the pins of its step alone', async () => {
    const here = host();
    const { stderr } = await here.setup('--venv', 'my env', '--run');
    expect(stderr).toContain(`ready: source ${here.folder}/my\\ env/bin/activate, then`);
    const [site] = execFileSync('find', [here.folder, '-name', 'torchao-0.15.0.dist-info'], {
      encoding: 'utf8',
    }).split('\n');
    const metadata = join(site ?? '', 'METADATA');
    writeFileSync(metadata, readFileSync(metadata, 'utf8').replace('0.15.0', '0.16.0'));
    await here.setup('--venv', 'my env', '--run');
    expect(here.pip().slice(STEPS.length)).toEqual([['install', ...(STEPS[1]?.pins ?? [])]]);
  }, 120_000);

  test.concurrent('a program that is not there: root installs it, others are told what to type (69)', async () => {
    const root = host(['redis-server']);
    expect((await root.setup('--venv', 'env', '--run')).code).toBe(0);
    expect(root.apt()).toEqual(['update', 'install -y --no-install-recommends ffmpeg']);
    const user = host(['redis-server'], 1000);
    const told = await user.setup('--venv', 'env', '--run');
    expect(told.code).toBe(69);
    expect(told.stderr).toContain('type: sudo apt-get install -y ffmpeg');
    expect(user.apt()).toEqual([]);
  }, 120_000);

  test.concurrent('a folder of something else is left alone (73)', async () => {
    const here = host();
    mkdirSync(join(here.folder, 'mine'));
    writeFileSync(join(here.folder, 'mine/file'), '');
    const { code, stderr } = await here.setup('--venv', 'mine', '--run');
    expect(code).toBe(73);
    expect(stderr).toContain('is no virtual environment');
    expect(here.pip()).toEqual([]);
  });

  test.concurrent('the Dockerfile holds the same pins', async () => {
    const here = host();
    const [script, file] = await Promise.all([here.setup(), here.setup('--dockerfile')]);
    const pinned = (text: string) =>
      text.split('\n').flatMap((line) => /^ +('?[\w.-]+(?:[=<>][^ ]*)?'?)(?: \\)?$/.exec(line)?.[1] ?? []);
    const expected = PINS.map(shellWord);
    expect(pinned(script.stdout)).toEqual(expect.arrayContaining(expected));
    expect(pinned(file.stdout)).toEqual(expected);
    expect(file.stdout).toContain('bash redis-server ffmpeg');
  });

  test.concurrent.each([
    [['--venv', 'a', '--uv', 'b']],
    [['--dockerfile', '--run']],
    [['--engine', '9.9.9']],
  ])('%j is refused (2)', async (args) => {
    expect((await host().setup(...args)).code).toBe(2);
  });
});
