/** A run as a JobSet of Kubernetes: text for `kubectl apply`, in the form of jobset.x-k8s.io/v1alpha2. */
import { type Yaml, yamlText } from '../../json/yaml.ts';
import { notPromised, type Printed } from './elsewhere.ts';
import { nodeScript } from './node-script.ts';

const GROUP = 'node';

/** A name that is a DNS label together with what Kubernetes puts behind it. */
function nameOf(run: string): string {
  const short = run.split('-').at(-1) ?? '';
  return `cookbook-run-${short.toLowerCase().replace(/[^a-z0-9]/g, '')}`;
}

/** The image that is named, or one that has to be built first. */
const imageOf = ({ plan, image }: Printed): string =>
  image ?? `${plan.engineName ?? 'engine'}:${plan.engine}`;

/** Folders of the node, each under its own name; a path below another one comes with it. */
function mounts({ folder, paths }: Printed): readonly { readonly name: string; readonly path: string }[] {
  const shorter = [...new Set([folder, ...paths])].sort((a, b) => a.length - b.length);
  return shorter
    .filter((path, index) => !shorter.slice(0, index).some((above) => path.startsWith(`${above}/`)))
    .map((path, index) => ({ name: `shared-${index}`, path }));
}

/** The JobSet as data. */
export function jobSet(printed: Printed): Readonly<Record<string, Yaml>> {
  const { plan, limit } = printed;
  const nodes = plan.nodes ?? 1;
  const name = nameOf(plan.id);
  // Pods of a JobSet are <set>-<group>-<job>-<pod>, in a subdomain of the set's name.
  const where = [`HEAD=${name}-${GROUP}-0-0.${name}`, 'NODE=$JOB_COMPLETION_INDEX'];
  const shared = mounts(printed);
  const container: Yaml = {
    name: 'engine',
    image: imageOf(printed),
    command: ['bash', '-c', nodeScript(plan, where)],
    resources: { limits: { 'nvidia.com/gpu': plan.gpus / nodes } },
    volumeMounts: [
      ...shared.map((one) => ({ name: one.name, mountPath: one.path })),
      { name: 'shm', mountPath: '/dev/shm' },
    ],
  };
  const pod: Yaml = {
    restartPolicy: 'Never',
    containers: [container],
    volumes: [
      ...shared.map((one) => ({ name: one.name, hostPath: { path: one.path } })),
      // NCCL and the loaders exchange through shared memory; 64 MiB, the standard, are too few.
      { name: 'shm', emptyDir: { medium: 'Memory' } },
    ],
  };
  return {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: { name, annotations: { 'cookbook-run/run': plan.id } },
    spec: {
      network: { enableDNSHostnames: true, publishNotReadyAddresses: true },
      failurePolicy: { maxRestarts: 0 },
      replicatedJobs: [
        {
          name: GROUP,
          replicas: 1,
          template: {
            spec: {
              parallelism: nodes,
              completions: nodes,
              completionMode: 'Indexed',
              backoffLimit: 0,
              ...(limit === undefined ? {} : { activeDeadlineSeconds: limit }),
              template: { spec: pod },
            },
          },
        },
      ],
    },
  };
}

/** The text, with what it cannot promise. */
export function jobSetText(printed: Printed): string {
  const { plan, image } = printed;
  const head = [
    `JobSet of run ${plan.id} for ${plan.engineName ?? 'the engine'} ${plan.engine}, printed by cookbook-run.`,
    ...(image === undefined
      ? [
          `No image was named (\`container_image\` of the site file): ${imageOf(printed)} has to be built,`,
          `for example from \`cookbook-run setup --dockerfile\`, and pushed to where the cluster gets its images.`,
        ]
      : []),
    'The folders come from the nodes (hostPath), on which the shared filesystem must be mounted; put a persistentVolumeClaim in their',
    'place where it is not.',
    ...notPromised(printed),
  ];
  return `${head.map((line) => `# ${line}`).join('\n')}\n${yamlText(jobSet(printed))}`;
}
