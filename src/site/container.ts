/** A command of a job step inside of a container: options of srun for pyxis, or another command around it for apptainer. */
import type { SlurmSite } from './site-schema.ts';

/** What a step runs in. */
export interface Container {
  readonly image: string;
  /** `/on/the/node:/in/the/container`, with flags behind a second colon. */
  readonly mounts: readonly string[];
  readonly runtime: SlurmSite['runtime'];
}

/** What a step needs of its surroundings. */
interface StepNeeds {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Variables that must hold inside, whatever the image sets. */
  readonly env: readonly string[];
  /** Paths that the step reads or writes under their own names: the run's folder, model, data. */
  readonly paths: readonly string[];
}

/** A step as srun takes it. */
interface SrunStep {
  readonly options: readonly string[];
  readonly argv: readonly string[];
}

/** The container of a site file; `undefined` where it names no image. */
export function containerOf(site: SlurmSite | undefined): Container | undefined {
  if (site?.container_image === undefined) return undefined;
  return { image: site.container_image, mounts: site.container_mounts, runtime: site.runtime };
}

const below = (path: string, folder: string) =>
  path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);

/** The mounts, and one more for each path that none of them shows under its own name: every node knows it by that. */
export function mountsFor(
  { mounts }: Pick<Container, 'mounts'>,
  paths: readonly string[],
): readonly string[] {
  const shown = mounts.flatMap((mount) => {
    const [from, to] = mount.split(':');
    return from !== undefined && from === to ? [from] : [];
  });
  const shorterFirst = [...new Set(paths)].sort((a, b) => a.length - b.length);
  const missing = shorterFirst.filter(
    (path, index) => ![...shown, ...shorterFirst.slice(0, index)].some((folder) => below(path, folder)),
  );
  return [...mounts, ...missing.map((path) => `${path}:${path}`)];
}

/** The step outside of any container, or inside of the given one. */
export function containedStep(
  container: Container | undefined,
  { argv, cwd, env, paths }: StepNeeds,
): SrunStep {
  if (container === undefined) return { options: [], argv };
  const mounts = mountsFor(container, [...paths, cwd]).join(',');
  if (container.runtime === 'apptainer')
    return {
      options: [],
      // --nv: the node's driver; the environment of the step is passed on as it is (apptainer's default).
      argv: ['apptainer', 'exec', '--nv', '--bind', mounts, '--pwd', cwd, container.image, ...argv],
    };
  return {
    options: [
      `--container-image=${container.image}`,
      `--container-mounts=${mounts}`,
      `--container-workdir=${cwd}`,
      // What an image sets itself would win over the step's own variable.
      ...(env.length === 0 ? [] : [`--container-env=${env.join(',')}`]),
    ],
    argv,
  };
}
