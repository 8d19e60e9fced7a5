import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { UserMistake } from '../model/mistake.js';
import { tempFolder } from '../testing/cli.js';
import { parseWorkload } from './read.js';

/** What a workload says of its peak, its fleet, its network and its prices. */

const OPTIONS = { env: {}, overrides: {}, cores: 2 };
const FLEET = 'fleet: { containers: 20, vcpu: 1, cpu: 57% }';
const text = (peak: string, more = FLEET) =>
  `name: quick\npeak: ${peak}\ntarget: { embedded: { tls: false } }\nload: { rate: 100/s }\npolicies:\n  cold: { keepAlive: false }\n${more}\n`;

function mistakesOf(written: string, file = 'w.yaml'): string {
  try {
    parseWorkload(file, written, OPTIONS);
    return 'none';
  } catch (error) {
    assert.ok(error instanceof UserMistake);
    return error.mistakes.map(({ what, remedy, where }) => `${where?.line}: ${what}: ${remedy}`).join('\n');
  }
}

describe('the peak', () => {
  it('is one rate, an interval, or a file beside the workload', (t) => {
    const folder = tempFolder(t);
    writeFileSync(path.join(folder, 'requests.csv'), '2026-03-01T00:00:00Z,6000\n2026-03-01T00:01:00Z,12000\n');
    const read = (peak: string) => parseWorkload(path.join(folder, 'w.yaml'), text(peak), OPTIONS);
    assert.deepEqual([read('200/s').peakPerSecond, read('200/s').peakRange], [200, undefined]);
    const { peakPerSecond, peakRange } = read('180000..240000/min');
    assert.deepEqual([peakPerSecond, peakRange], [3500, { lowPerSecond: 3000, highPerSecond: 4000 }]);
    const counted = read('{ csv: requests.csv, growth: 1.5 }');
    assert.deepEqual([counted.peakPerSecond, counted.peakSource!.buckets], [300, 2]);
    assert.equal(read('{ csv: requests.csv, growth: 150%, take: p95, bucket: 1m }').peakPerSecond, 300);
  });

  it('is refused with its place and what would be right', () => {
    assert.match(
      mistakesOf(text('9..3/s')),
      /^2: `peak` is `9\.\.3\/s`, whose first end is not below its second: write/,
    );
    assert.match(mistakesOf(text('12')), /^2: `peak` is 12, which has no unit/);
    assert.match(mistakesOf(text('{ csv: none.csv }')), /^2: there is no file none\.csv: name a CSV file relative/);
    assert.match(
      mistakesOf(text('{ take: max }')),
      /^2: `peak` names no file: write one of csv, cloudwatch, prometheus/,
    );
    assert.match(mistakesOf(text('{ csv: a.csv, prometheus: b.json }')), /has both csv and prometheus: keep one/);
    assert.match(mistakesOf(text('{ csvs: a.csv }')), /csvs.*did you mean `?csv/);
    assert.match(mistakesOf(text('{ csv: a.csv, take: most }')), /most.*write max, p99 or p95/);
    assert.match(
      mistakesOf(text('{ csv: a.csv, timeZone: Mars }')),
      /not a time zone: write one such as Europe\/Berlin/,
    );
  });
});

describe('the fleet, the network and the prices', () => {
  it('are what was written, and nothing where nothing was', () => {
    const read = (more: string) => parseWorkload('w.yaml', text('200/s', more), OPTIONS);
    assert.deepEqual(Object.keys(read(FLEET).fleet!), ['containers', 'vcpu', 'cpu', 'cpuRounding', 'target', 'zones']);
    assert.equal(read(FLEET).network, undefined);
    const { fleet, network } = read(
      'fleet: { containers: 20, vcpu: 2, cpu: 52..60%, at: 150/s, spare: 2, memory: 512MiB, processes: 2, eventLoop: 70% }\n' +
        'network: { destinations: 3, nat: 2, loadBalancer: nlb, resolver: { ipv6: false, search: 3, ndots: 5, host: orders.shop } }',
    );
    assert.deepEqual([fleet!.cpu, Number(fleet!.cpuRounding.toFixed(6))], [0.56, 0.04]);
    assert.deepEqual([fleet!.atPerSecond, fleet!.spare, fleet!.processes], [150, 2, 2]);
    assert.equal(fleet!.memoryBytes, 512 << 20);
    assert.deepEqual(fleet!.eventLoop, { middle: 0.7, halfWidth: 0.005 });
    assert.deepEqual([network!.natAddresses, network!.loadBalancer, network!.openFiles], [2, 'nlb', 1024]);
    assert.deepEqual([network!.resolver.families, network!.resolver.host], [1, 'orders.shop']);
  });

  it('name files that must be there and be what they are for', (t) => {
    const folder = tempFolder(t);
    const file = path.join(folder, 'w.yaml');
    const write = (name: string, value: unknown) => writeFileSync(path.join(folder, name), JSON.stringify(value));
    write('prices.json', { currency: 'EUR', dated: '2026-01-01', source: 'our contract', containerHour: 0.05 });
    write('broken.json', { currency: 'EUR', dated: '2026-01-01', source: 'x', containerHour: '5 cents' });
    const priced = (name: string) => text('200/s', `${FLEET}\nprices: ${name}`);
    const { prices } = parseWorkload(file, priced('prices.json'), OPTIONS);
    assert.deepEqual([prices!.currency, prices!.containerHour, prices!.capacityUnitHour], ['EUR', 0.05, null]);
    assert.match(
      mistakesOf(priced('broken.json'), file),
      /^8: .*broken\.json: containerHour is missing or not what it must be/,
    );
    assert.match(mistakesOf(priced('none.json'), file), /none\.json is not there/);
    const calibrated = (name: string) =>
      text('200/s', `fleet: { containers: 20, vcpu: 1, cpu: 57%, calibration: ${name} }`);
    assert.match(mistakesOf(calibrated('prices.json'), file), /^7: .*holdline calibrate --json/s);
    const measured = { mean: 900, halfWidth: 20, rounds: 10 };
    const said = { schemaVersion: 1, measuredAt: '2026-01-01', node: 'v22', cpu: 'x', cores: 2 };
    write('fleet.json', { ...said, connectionUs: measured, requestUs: measured });
    assert.equal(parseWorkload(file, calibrated('fleet.json'), OPTIONS).fleet!.calibration!.connectionUs.mean, 900);
  });
});
