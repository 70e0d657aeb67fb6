/** A run as a SkyPilot task: text for `sky launch`, in the form of SkyPilot 0.14.1. */
import { type Yaml, yamlText } from '../../json/yaml.ts';
import { notPromised, type Printed } from './elsewhere.ts';
import { nodeScript } from './node-script.ts';

/** The kind that our own runs were measured on, where none was named. */
const MEASURED_ON = 'H200';

/** SkyPilot gives every node the addresses of all, the first one first, and its rank. */
const WHERE = ['HEAD=$(printf \'%s\\n\' "$SKYPILOT_NODE_IPS" | head -n 1)', 'NODE=$SKYPILOT_NODE_RANK'];

/** The task as data. */
export function skypilotTask(printed: Printed): Readonly<Record<string, Yaml>> {
  const { plan, folder, gpuKind, image } = printed;
  const nodes = plan.nodes ?? 1;
  const kind = gpuKind?.toUpperCase() ?? MEASURED_ON;
  return {
    name: `cookbook-run-${plan.id}`,
    num_nodes: nodes,
    resources: {
      accelerators: `${kind}:${plan.gpus / nodes}`,
      ...(image === undefined ? {} : { image_id: `docker:${image}` }),
    },
    file_mounts: { [folder]: folder },
    run: nodeScript(plan, WHERE),
  };
}

/** The text, with what it cannot promise. */
export function skypilotText(printed: Printed): string {
  const { plan, gpuKind, image } = printed;
  const head = [
    `SkyPilot task of run ${plan.id} for ${plan.engineName ?? 'the engine'} ${plan.engine}, printed by cookbook-run.`,
    ...(gpuKind === undefined
      ? [
          `No kind of GPU was named (\`gres\` of the site file): ${MEASURED_ON} stands here, put yours in its place.`,
        ]
      : []),
    ...(image === undefined
      ? [
          'No image was named (`container_image` of the site file): add `setup:` with what `cookbook-run setup` prints.',
        ]
      : []),
    ...notPromised(printed),
  ];
  return `${head.map((line) => `# ${line}`).join('\n')}\n${yamlText(skypilotTask(printed))}`;
}
