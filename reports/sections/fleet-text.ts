import type { Question } from '../../harness/model/findings/question.js';
import type { PeakSource } from '../../harness/model/workload/peak.js';
import type { Fleet, Network } from '../../harness/model/workload/workload.js';
import { clockTime, count, durationUs, plural, quantity, rate, rateUnit, share } from '../figures/figures.js';
import { settingMs, settingShare } from '../figures/settings.js';

/** The rows of what the plan is made of: fleet, network and prices, as far as they were told. */
export function planRows({ fleet, network, prices }: Question, whose: string): string[][] {
  return [
    ...(fleet === null ? [] : [['fleet', `${fleetText(fleet)}; ${whose}`]]),
    ...(network === undefined ? [] : [['network', networkText(network)]]),
    ...(prices === undefined ? [] : [['prices', `${prices.currency}, of ${prices.dated}: ${prices.source}`]]),
  ];
}

/** One rate, both ends of an interval, or the file that it was taken from. */
export function peakText({ peakRange, peakSource }: Question, peakPerSecond: number): string {
  if (peakRange !== undefined) {
    const unit = rateUnit(peakPerSecond);
    const low = rate(peakRange.lowPerSecond, unit).replace(` ${unit}`, '');
    return `${low} to ${rate(peakRange.highPerSecond, unit)}, every rate in it as likely`;
  }
  return `${rate(peakPerSecond)}${peakSource === undefined ? '' : `, ${sourceText(peakSource)}`}`;
}

function sourceText({ file, take, growth, buckets, bucketMs }: PeakSource): string {
  const grown = growth === 1 ? '' : ` times ${quantity(growth)}`;
  return `${take} of ${plural(buckets, 'bucket')} of ${clockTime(bucketMs)} in ${file}${grown}`;
}

function fleetText({ containers, vcpu, cpu, cpuRounding, target, zones, ...more }: Fleet): string {
  const isInterval = cpuRounding > 0.0051;
  const busy = isInterval ? `${share(cpu - cpuRounding)} to ${share(cpu + cpuRounding)}` : settingShare(cpu);
  const { atPerSecond, spare, memoryBytes, processes, eventLoop, calibration } = more;
  return [
    `${plural(containers, 'container')} of ${quantity(vcpu)} vCPU, ${busy} busy ${atPerSecond === undefined ? 'at peak' : `at ${rate(atPerSecond)}`} under the baseline`,
    ...(memoryBytes === undefined ? [] : [`${count(memoryBytes / 1_048_576)} MiB in each`]),
    ...(processes === undefined ? [] : [`${plural(processes, 'process', 'processes')} in each`]),
    ...(eventLoop === undefined ? [] : [`event loops ${share(eventLoop.middle)} busy`]),
    `planned at ${settingShare(target)}`,
    ...(zones === 1 ? [] : [`in ${plural(zones, 'zone')} of which one may be lost`]),
    ...(spare === undefined ? [] : [`${plural(spare, 'container')} more for a deploy`]),
    ...(calibration === undefined
      ? []
      : [`a connection costs ${durationUs(calibration.connectionUs.mean)} there (${calibration.cpu})`]),
  ].join(', ');
}

function networkText(network: Network): string {
  const { destinations, natAddresses, loadBalancer, capacityUnits, resolver, openFiles } = network;
  const { families, search, ndots, host, lookupMs } = resolver;
  return [
    plural(destinations, 'destination'),
    natAddresses === null ? 'no NAT' : `${plural(natAddresses, 'address', 'addresses')} of NAT`,
    loadBalancer === 'none' ? 'no load balancer' : loadBalancer.toUpperCase(),
    ...(capacityUnits === null ? [] : [`${quantity(capacityUnits)} capacity units`]),
    `${host ?? 'a name'} looked up in ${settingMs(lookupMs)}, ${families === 2 ? 'A and AAAA' : 'A alone'}, ${plural(search, 'search domain')}, ndots ${ndots}`,
    `${count(openFiles)} open files`,
  ].join(', ');
}
