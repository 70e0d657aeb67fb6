/** A setup as a bash script that can be run again, and as a Dockerfile. */
import type { PipStep, Setup } from '../engine/setup.ts';
import { shellWord } from '../findings/shell-word.ts';

/** Where the packages go. */
export interface SetupPlace {
  readonly kind: 'venv' | 'uv';
  /** Folder of the virtual environment, or of the uv project. */
  readonly folder: string;
}

/** Prints those of its arguments that are not installed, in the words of pip; only the standard library. */
const MISSING = `import re, sys
from importlib.metadata import PackageNotFoundError, version

def release(text):
    return [int(part) for part in re.match(r"\\d+(?:\\.\\d+)*", text).group().split(".")]

def holds(have, spec):
    operator, wanted = re.match(r"(==|>=|<)(.+)", spec).groups()
    if operator == "==":
        have = have.split("+")[0]
        return (have + ".").startswith(wanted[:-1]) if wanted.endswith(".*") else have == wanted
    return release(have) >= release(wanted) if operator == ">=" else release(have) < release(wanted)

for pin in sys.argv[1:]:
    name, specs = re.match(r"([\\w.-]+)(.*)", pin).groups()
    try:
        have = version(name)
    except PackageNotFoundError:
        print(pin)
        continue
    if not all(holds(have, spec) for spec in specs.split(",") if spec):
        print(pin)`;

function header(setup: Setup): readonly string[] {
  return [
    `# An environment for ${setup.engine} ${setup.version}, by cookbook-run.`,
    `# ${setup.ran ? '' : 'NOT RUN. '}${setup.says}`,
  ];
}

function pipStep({ about, pins, withoutDependencies }: PipStep): readonly string[] {
  const flags = withoutDependencies === true ? '--no-deps' : '';
  return ['', `# ${about}`, `install '${flags}' \\`, pins.map((pin) => `  ${shellWord(pin)}`).join(' \\\n')];
}

function environment(setup: Setup, { kind, folder }: SetupPlace): readonly string[] {
  const place = shellWord(folder);
  if (kind === 'uv')
    return [
      `project=${place}`,
      'venv="$project/.venv"',
      `[ -e "$project/pyproject.toml" ] || uv init --bare --python ${setup.python} "$project"`,
      `[ -x "$venv/bin/python" ] || uv venv --python ${setup.python} "$venv"`,
      '# Not by `uv add`: the engine goes in without its dependencies. `uv sync` would take these away again.',
      'pip() { uv pip install --python "$venv/bin/python" "$@"; }',
    ];
  return [
    `venv=${place}`,
    `if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then`,
    '  if [ -e "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ] && [ -n "$(ls -A "$venv")" ]; then',
    '    echo "error: $venv is no virtual environment, and holds something else" >&2; exit 73',
    '  fi',
    '  # A name on PATH may be a shim without a Python behind it.',
    `  python=python${setup.python}`,
    '  if ! "$python" -c "" 2>/dev/null; then',
    `    python=python3; echo "note: $(python3 --version) is taken; the pins ran with Python ${setup.python}" >&2`,
    '  fi',
    '  "$python" -m venv "$venv"',
    'fi',
    'pip() { "$venv/bin/python" -m pip install "$@"; }',
  ];
}

/** The script; every step looks first whether it is done. */
export function setupScript(setup: Setup, place: SetupPlace): string {
  const needs = setup.programs.map(({ name, debian }) => `program ${name} ${debian}`);
  const notes = setup.optional.map(
    ({ module, says }) =>
      `"$venv/bin/python" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)' || echo ${shellWord(says)}`,
  );
  return `${[
    '#!/usr/bin/env bash',
    ...header(setup),
    '# Run it as often as you like: what is there is left alone.',
    'set -euo pipefail',
    '',
    'absent=0',
    'program() {',
    '  if command -v "$1" >/dev/null; then return; fi',
    '  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update && apt-get install -y --no-install-recommends "$2"; return; fi',
    '  echo "error: $1 is not there; type: sudo apt-get install -y $2" >&2; absent=1',
    '}',
    ...needs,
    '',
    ...environment(setup, place),
    '',
    'missing() {',
    `  "$venv/bin/python" - "$@" <<'PY'`,
    MISSING,
    'PY',
    '}',
    'install() {',
    '  local flags=$1 list; shift',
    '  list=$(missing "$@")',
    '  if [ -z "$list" ]; then return; fi',
    '  # All pins of the step go along, so that nothing of it is moved to another version.',
    '  pip $flags "$@"',
    '}',
    ...setup.steps.flatMap(pipStep),
    '',
    ...notes,
    'if [ "$absent" = 1 ]; then exit 69; fi',
    `printf 'ready: source %q/bin/activate, then cookbook-run doctor\\n' "$venv"`,
  ].join('\n')}\n`;
}

/** The Dockerfile of the same data. */
export function setupDockerfile(setup: Setup): string {
  const runs = setup.steps.flatMap(({ about, pins, withoutDependencies }) => [
    '',
    `# ${about}`,
    `RUN pip install --no-cache-dir${withoutDependencies === true ? ' --no-deps' : ''} \\`,
    pins.map((pin) => `    ${shellWord(pin)}`).join(' \\\n'),
  ]);
  return `${[
    ...header(setup),
    '# Nobody has built this image yet; its pins are those of `cookbook-run setup`.',
    `FROM python:${setup.python}-slim`,
    '',
    'RUN apt-get update && apt-get install -y --no-install-recommends \\',
    `    ${setup.programs.map(({ debian }) => debian).join(' ')} \\`,
    '    && rm -rf /var/lib/apt/lists/*',
    ...runs,
    '',
    ...setup.optional.map(({ says }) => `# ${says}`),
  ].join('\n')}\n`;
}
