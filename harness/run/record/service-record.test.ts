import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { UserMistake } from '../../model/mistake.js';
import { tempFolder } from '../../testing/cli.js';
import { exampleServiceRun } from '../../testing/example-service.js';
import { JOURNAL } from './folder.js';
import { openJournal } from './journal.js';
import { parseJournal } from './parse-journal.js';
import { parseRecord } from './parse-record.js';

const RUN = exampleServiceRun([
  { metric: 'connectionsPerRequest', policy: 'today', call: '*', max: 0.05, tolerance: null },
]);

test('the record of a service is read as it was written', () => {
  assert.deepEqual(parseRecord('run.json', JSON.stringify(RUN)), JSON.parse(JSON.stringify(RUN)));
});

test('its journal, cut off, is read as far as it goes', (t) => {
  const folder = tempFolder(t);
  const journal = openJournal(folder, assert.fail);
  const { schemaVersion, startedAt, plan, environment, slots, services = [] } = RUN;
  journal.append({ kind: 'begin', schemaVersion, startedAt, plan, environment });
  for (const slot of slots.slice(0, 3)) journal.append({ kind: 'slot', slot });
  journal.append({ kind: 'service', service: services[0]! });
  journal.close();
  const run = parseJournal(JOURNAL, readFileSync(path.join(folder, JOURNAL), 'utf8'));
  assert.deepEqual(run.services, [services[0]]);
  assert.deepEqual(run.slots[2]?.service, slots[2]?.service);
});

test('what is no service in it is told by its place', () => {
  const broken = (change: (run: ReturnType<typeof JSON.parse>) => void) => {
    const copy = JSON.parse(JSON.stringify(RUN));
    change(copy);
    try {
      parseRecord('run.json', JSON.stringify(copy));
    } catch (error) {
      if (error instanceof UserMistake) return error.mistakes[0]!.what;
      throw error;
    }
    return assert.fail('it was read');
  };
  const said = [
    broken((run) => {
      run.services[0].reports[0].sites[0].opened = -1;
    }),
    broken((run) => {
      run.slots[1].service.calls.prices.connections = '1';
    }),
    broken((run) => {
      run.plan.workload.target.calls[1].answeredBy.kind = 'elsewhere';
    }),
    broken((run) => {
      run.plan.workload.policies[1].service.by = 'magic';
    }),
  ];
  const places = [
    'services.0.reports.0.sites.0.opened',
    'slots.1.service.calls.prices.connections',
    'plan.workload.target.calls.1.answeredBy.kind',
    'plan.workload.policies.1.service.by',
  ];
  for (const [index, place] of places.entries()) assert.ok(said[index]!.includes(`damaged: ${place} is `), said[index]);
});
