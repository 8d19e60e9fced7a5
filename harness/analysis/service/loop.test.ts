import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderFindings } from '../../../reports/index.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import type { Fleet } from '../../model/workload/workload.js';
import { exampleServiceRun } from '../../testing/example-service.js';
import { analyse } from '../run/findings.js';

/** CPU is 2.4 ms a request today and 1.6 with reuse; the loop is busy for 1.8 ms of it, and 0.9: half, where CPU is two thirds. */
const LOOP_US: Readonly<Record<string, number>> = { today: 1800, cold: 2100, 'keep-alive': 900 };

function withLoops(run: Run, fleet: Partial<Fleet>, loops = 1): Run {
  const edit = (slot: SlotRecord): SlotRecord => {
    const { service } = slot;
    if (service === undefined) return slot;
    const wobble = (service.cpu.userUs + service.cpu.systemUs) / service.requests / CPU_US[slot.arm]!;
    const activeMs = (service.requests * LOOP_US[slot.arm]! * wobble) / 1000 / loops;
    return { ...slot, service: { ...service, loop: { share: activeMs / slot.elapsedMs, activeMs, loops } } };
  };
  const { workload } = run.plan;
  const changed = { ...workload, fleet: { ...workload.fleet!, ...fleet } };
  return { ...run, plan: { ...run.plan, workload: changed }, slots: run.slots.map(edit) };
}

const CPU_US: Readonly<Record<string, number>> = { today: 2400, cold: 2800, 'keep-alive': 1600 };

const limits = (run: Run, policy: string) => {
  const { containers, limits: of } = analyse(run).capacity[policy]!;
  return Object.fromEntries(of.map(({ name, use }) => [name, use * containers.safe]));
};
const near = (value: number | undefined, expected: number, share = 0.02) =>
  assert.ok(Math.abs((value ?? 0) / expected - 1) < share, `${value}, not ${expected}`);

describe('the event loop of a service', () => {
  it('is carried over by its own share of today, and not by that of the CPU', () => {
    // 20 containers whose loops are busy 57 % at 60 %: 19 today, and half of it with reuse.
    const run = withLoops(exampleServiceRun(), {
      vcpu: 4,
      processes: 1,
      eventLoop: { middle: 0.57, halfWidth: 0.0001 },
    });
    near(limits(run, 'today')['event loop'], 19);
    near(limits(run, 'keep-alive')['event loop'], 9.5);
    // By CPU it would have been two thirds.
    const unseen = {
      ...run,
      slots: run.slots.map(({ service, ...slot }) => ({ ...slot, service: { ...service!, loop: undefined } })),
    };
    near(limits(unseen as unknown as Run, 'keep-alive')['event loop'], 12.67);
  });

  it('is as busy for one of CPU as it was measured to be, where the fleet does not tell', () => {
    // 20 x 57 % / 60 % of one vCPU, of which three quarters are the loop's.
    const run = withLoops(exampleServiceRun(), { processes: 1 });
    near(limits(run, 'today')['event loop'], 19 * 0.75, 0.03);
    near(limits(run, 'keep-alive')['event loop'], 9.5 * 0.75, 0.03);
    // Two processes that share the requests out have half of it each, and are two.
    near(limits(withLoops(exampleServiceRun(), { processes: 1 }, 2), 'today')['event loop'], 19 * 0.75, 0.03);
  });

  it('tells what of its busy time was waiting for a CPU, from a tenth of it on', () => {
    const waiting = (share: number) => {
      const run = withLoops(exampleServiceRun(), {});
      const slots = run.slots.map((slot) => {
        const { service, arm } = slot;
        if (service?.loop === undefined || arm !== 'cold') return slot;
        const { activeMs } = service.loop;
        const loop = { ...service.loop, waitedMs: (activeMs * share) / (1 - share) };
        return { ...slot, service: { ...service, loop } };
      });
      return analyse({ ...run, slots });
    };
    const told = ({ doubts }: ReturnType<typeof analyse>) => doubts.filter(({ code }) => code === 'loop-waited');
    assert.deepEqual(told(waiting(0.09)), []);
    const busy = waiting(0.4);
    assert.deepEqual(
      told(busy).map(({ policy, weight }) => [policy, weight]),
      [['cold', 'caution']],
    );
    near(busy.services!.cold!.loop!.waited, 0.4);
    assert.match(
      renderFindings(busy, 'text').replaceAll(/\s+/g, ' '),
      /40 % of the busy time of the event loop under cold went by while its thread waited for a CPU that others had/,
    );
  });

  it('stands in the report as it was in the slots', () => {
    const run = withLoops(exampleServiceRun(), {});
    const { services } = analyse(run);
    near(services!['keep-alive']!.loop!.usPerRequest, 900);
    assert.match(renderFindings(analyse(run), 'text'), /the same for one request\s+1\.80 ms/);
    assert.equal(analyse(exampleServiceRun()).services!.today!.loop!.usPerRequest, undefined);
  });
});
