import type { Deployment, FleetAdvice } from '../../harness/model/findings/deployment.js';
import type { Block, Section } from '../../harness/model/findings/document.js';
import type { Findings } from '../../harness/model/findings/findings.js';
import { count, durationMs, figure, plainShare, plural } from '../figures/figures.js';
import { agentCode } from '../words/agent-code.js';

/** The agent to deploy and the patch of the fleet, each with the sentences that produced it; null where nothing is saved. */
export function deploymentSection({ deployment, verdict }: Findings): Section | null {
  if (deployment === undefined || verdict.status === 'invalid') return null;
  const { policy, client, tls, pool, idle, lifetimeMs, fleet } = deployment;
  const maxSockets = pool?.maxSockets ?? null;
  return {
    title: `What to deploy: ${policy}`,
    blocks: [
      {
        kind: 'code',
        language: 'js',
        text: agentCode(client, { tls, maxSockets, idleMs: idle.timeoutMs, lifetimeMs }),
      },
      { kind: 'list', items: [...poolReason(deployment), idleReason(deployment), ...remainingReason(deployment)] },
      { kind: 'code', language: 'yaml', text: kubernetesPatch(fleet) },
      { kind: 'list', items: fleetReasons(fleet) },
    ] satisfies Block[],
    level: 'report',
  };
}

function poolReason({ pool }: Deployment): string[] {
  if (pool === null) return [];
  const { perSecond, busyMs, erlangs, maxSockets, byWait } = pool;
  const others = byWait.map(({ share: wait, sockets }) => `${count(sockets)} for ${plainShare(wait)}`).join(', ');
  return [
    `maxSockets ${count(maxSockets)}: one event loop sends ${figure(perSecond)} requests/s at peak, each of which keeps a connection for ` +
      `${durationMs(busyMs)}: ${figure(erlangs)} in use on average; with ${count(maxSockets)} at most 1 % of them wait (Erlang C: ${others}). ` +
      'Where arrivals are burstier than chance, multiply by how much the busiest second is above the mean',
  ];
}

function idleReason({ idle: { serverMs, balancerMs, timeoutMs } }: Deployment): string {
  const ends = [
    ...(serverMs === null || serverMs === 0
      ? []
      : [`the server closes idle connections after ${durationMs(serverMs)}`]),
    ...(balancerMs === null ? [] : [`a load balancer after ${durationMs(balancerMs)} unless it is set otherwise`]),
  ];
  const why = ends.length === 0 ? 'nobody told when the other end closes idle connections' : ends.join(', ');
  return `idle timeout ${durationMs(timeoutMs)}: ${why}; whoever closes first loses no request`;
}

function remainingReason({ remaining, lifetimeMs }: Deployment): string[] {
  if (remaining === null) return [];
  const { byIdlePerSecond, byLifetimePerSecond } = remaining;
  return [
    `${figure(byIdlePerSecond + byLifetimePerSecond)} new connections/s remain at peak in the whole fleet: ${figure(byIdlePerSecond)} because ` +
      `connections deep in a pool expire (last in, first out; simulated), ${figure(byLifetimePerSecond)} where a connection lives for ${durationMs(lifetimeMs)} at most`,
  ];
}

function kubernetesPatch({ replicas, cpuMillis, utilisationPercent, mostReplicas }: FleetAdvice): string {
  return [
    '# Deployment',
    'spec:',
    `  replicas: ${replicas}`,
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: app # the name of yours',
    '          resources:',
    '            requests:',
    `              cpu: ${cpuMillis}m`,
    '---',
    '# HorizontalPodAutoscaler',
    'spec:',
    `  minReplicas: ${replicas}`,
    `  maxReplicas: ${mostReplicas}`,
    '  metrics:',
    '    - type: Resource',
    '      resource:',
    '        name: cpu',
    `        target: { type: Utilization, averageUtilization: ${utilisationPercent} }`,
  ].join('\n');
}

function fleetReasons({ replicas, cpuMillis, utilisationPercent, mostReplicas }: FleetAdvice): string[] {
  return [
    `replicas ${count(replicas)}: enough at peak for 95 % of the draws, zones and spare included`,
    `CPU request ${count(cpuMillis)}m: the vCPU of a container; an autoscaler's utilisation is of what is requested`,
    `averageUtilization ${count(utilisationPercent)}: the utilisation that the plan is for; an autoscaler acts from a tenth beside it on`,
    `maxReplicas ${plural(mostReplicas, 'container')}: enough for a fifth more than the peak`,
  ];
}
