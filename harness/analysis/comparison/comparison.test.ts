import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarm } from '../../model/findings/doubt.js';
import type { RunVerdict } from '../../model/findings/findings.js';
import type { Accepted } from '../../model/run/interleaved.js';
import type { Run, SlotRecord } from '../../model/run/run.js';
import type { Gate } from '../../model/workload/workload.js';
import { base, compared, countedRun, gate, LOST, rowOf, withKeepAlive } from '../../testing/compared-runs.js';
import type { ExampleOptions } from '../../testing/example-run.js';
import { COLD, KEEP_ALIVE } from '../../testing/example-workload.js';
import { compare, exitCodeOf } from './comparison.js';
import { lossText } from './conclusion-words.js';
import { overOwnGate } from './own-gates.js';

test('a run against itself is no change', () => {
  const comparison = compared(base);
  assert.equal(comparison.status, 'pass');
  assert.equal(comparison.headline, 'connections unchanged; times not judged');
  assert.deepEqual(comparison.disclosed, []);
  assert.ok(comparison.rows.every(({ kind, verdict }) => verdict === (kind === 'exact' ? 'no change' : 'not judged')));
  assert.equal(exitCodeOf(comparison), 0);
});

test('lost reuse fails, and the first words name the policy', () => {
  const comparison = compared(withKeepAlive(LOST));
  assert.equal(comparison.status, 'fail');
  assert.equal(comparison.headline, 'lost reuse: policy keep-alive opens 1.00 connections per request, was 0.010');
  assert.deepEqual(comparison.disclosed, [{ key: 'policies.keep-alive.keepAlive', base: 'true', head: 'false' }]);
  assert.equal(rowOf(comparison, 'connectionsPerRequest').verdict, 'regressed');
  assert.equal(exitCodeOf(comparison), 1);
});

test('a head run that its own counts make invalid is no basis for a verdict, and what they say is a warning', () => {
  const comparison = compared(withKeepAlive({ ...LOST, keepAlive: true }));
  assert.equal(comparison.head.verdict.status, 'invalid');
  assert.match(comparison.headline, /^invalid: the head run is invalid/);
  assert.equal(comparison.status, 'invalid');
  assert.equal(exitCodeOf(comparison), 4);
  assert.match(
    comparison.warnings[0]!,
    /^By the counts that there are, reuse was lost: policy keep-alive opens 1\.00 /,
  );
});

const guarded = (name: 'late-sends' | 'counts-disagree') => (slot: SlotRecord) => ({
  ...slot,
  guards: [{ name, severity: 'drop', value: 1, detail: 'seen' } as const],
});

test('where every block was late a loss is judged by the counts that the witnesses agree on', () => {
  const late = compared(withKeepAlive(LOST, { edit: guarded('late-sends') }));
  assert.equal(exitCodeOf(late), 1);
  assert.match(late.headline, /^lost reuse: policy keep-alive opens 1\.00 .*; too late for times$/);
  assert.doesNotMatch(late.warnings.join(), /reuse was lost/);
  const disagreeing = compared(withKeepAlive(LOST, { edit: guarded('counts-disagree') }));
  assert.equal(exitCodeOf(disagreeing), 4);
  assert.doesNotMatch(disagreeing.warnings.join(), /reuse was lost/);
});

test('where only the base run was late, the gates of the head run judge its loss', () => {
  const against = (max: number) => {
    const gates = [gate({ max })];
    return compared(withKeepAlive(LOST, { gates }), countedRun({ gates, edit: guarded('late-sends') }));
  };
  assert.equal(against(0.05).base.verdict.status, 'invalid');
  assert.equal(exitCodeOf(against(0.05)), 1);
  assert.match(
    against(0.05).headline,
    /^lost reuse: policy keep-alive opens 1\.00 .* \(max 0\.05\); too late for times$/,
  );
  assert.doesNotMatch(against(0.05).warnings.join(), /reuse was lost/);
  assert.equal(exitCodeOf(against(2)), 4);
});

test('a head run over its own gate on a count fails whatever the base run is worth, and over one on times it does not', () => {
  const LATE = guarded('late-sends');
  const over = (limits: Partial<Gate>, edits: { base?: ExampleOptions; head?: ExampleOptions } = {}) => {
    const gates = [gate({ max: 0.05, ...limits })];
    // The base run is over it as well, so that no reuse was lost.
    const same = { connectionsPerRequest: 0.3 };
    return compared(withKeepAlive(same, { gates, ...edits.head }), withKeepAlive(same, { gates, ...edits.base }));
  };
  const late = over({}, { base: { edit: LATE } });
  assert.equal(exitCodeOf(late), 1);
  assert.equal(
    late.headline,
    'gate failed: connections per request of keep-alive is 0.30 (max 0.05); the base run was too late, and nothing else is compared',
  );
  const both = over({}, { base: { edit: LATE }, head: { edit: LATE } });
  assert.deepEqual([exitCodeOf(both), /the head run was too late for more$/.test(both.headline)], [1, true]);
  const ended = over({}, { base: { outcome: { kind: 'interrupted' } } });
  assert.match(ended.headline, /^gate failed: .*; the base run is incomplete, and nothing else is compared$/);
  // Runs that were saved apart judge no times, and a limit that is kept says nothing of the base run.
  assert.equal(exitCodeOf(over({ metric: 'cpuUsPerRequest', max: 1 }, { base: { edit: LATE } })), 4);
  assert.equal(exitCodeOf(over({ max: 1 }, { base: { edit: LATE } })), 4);
});

test('what a commit accepted fails no gate of a head run without a base', () => {
  const head: RunVerdict = {
    status: 'fail',
    reasons: [alarm('gate-over', 'keep-alive', { metric: 'connectionsPerRequest', value: 0.3, max: 0.05 })],
  };
  const base: RunVerdict = { status: 'target-lost', reasons: [] };
  const accepted = { policy: 'keep-alive', metric: 'connectionsPerRequest', because: 'it is', commit: 'a1b2c3d' };
  const conclusion = (...all: Accepted[]) => overOwnGate({ base, head, interleaved: true, accepted: all });
  assert.match(conclusion()?.headline ?? '', /; the base run lost its target, and nothing else is compared$/);
  assert.equal(conclusion(accepted), null);
  assert.equal(conclusion({ ...accepted, policy: 'cold' })?.status, 'fail');
});

test('a fifth of the reuse gone is lost reuse, a few connections more are not', () => {
  assert.match(compared(withKeepAlive({ connectionsPerRequest: 0.2 })).headline, /^lost reuse: .* 0\.20 .* 0\.010$/);
  assert.equal(compared(withKeepAlive({ connectionsPerRequest: 0.025 })).status, 'pass');
});

test('connections where there were none have moved, and are not called unchanged', () => {
  const none = withKeepAlive({ connectionsPerRequest: 0 });
  const comparison = compare({ path: 'base', run: none }, { path: 'head', run: base });
  assert.ok(comparison.kind === 'compared');
  assert.equal(comparison.headline, 'connections moved, within limits; times not judged');
});

test('a client of another version is a difference, and stands before what was lost', () => {
  const withAxios = (run: Run, axios: string) => ({ ...run, environment: { ...run.environment, packages: { axios } } });
  const before = withAxios(base, '1.20.0');
  const comparison = compared(withAxios(withKeepAlive(LOST), '1.21.1'), before);
  assert.match(comparison.headline, /^axios 1\.20\.0 -> 1\.21\.1 lost reuse: policy keep-alive opens 1\.00 /);
  assert.deepEqual(comparison.disclosed.at(-1), {
    key: 'environment.packages.axios',
    base: '1.20.0',
    head: '1.21.1',
  });
  assert.match(compared(withAxios(base, '1.21.1'), before).headline, /^connections unchanged/);
  assert.match(compared(withAxios(withKeepAlive(LOST), '1.21.1')).headline, /^lost reuse/);
});

test('what never promised to reuse loses nothing', () => {
  const half = countedRun({ policies: [{ ...COLD, connectionsPerRequest: 0.4, maxSockets: 8 }, KEEP_ALIVE] });
  const whole = countedRun({ policies: [{ ...COLD, connectionsPerRequest: 1, maxSockets: 8 }, KEEP_ALIVE] });
  assert.deepEqual(compared(whole, half).lostReuse, []);
});

test("the user's own gate on connections decides, alone", () => {
  const head = (max: number) => withKeepAlive({ connectionsPerRequest: 0.2 }, { gates: [gate({ max })] });
  const allowed = compared(head(0.3));
  assert.equal(allowed.status, 'pass');
  assert.equal(allowed.headline, 'every count is within its gate; times not judged');
  assert.equal(rowOf(allowed, 'connectionsPerRequest').verdict, 'within its gate');
  assert.match(allowed.warnings[0]!, /^Within its gate, but less reuse than before: policy keep-alive opens 0\.20 /);
  assert.notEqual(rowOf(allowed, 'handshakesPerRequest').verdict, 'regressed');
  const forbidden = compared(head(0.1));
  assert.equal(exitCodeOf(forbidden), 1);
  assert.match(forbidden.headline, /^lost reuse: policy keep-alive opens 0\.20 .* was 0\.010 \(max 0\.1\)$/);
  // Of the count that it is of, and not of the last thing that is said.
  const endedBy = { end: 'reset', base: 0, head: 0.19 } as const;
  assert.match(
    lossText({ ...forbidden.lostReuse[0]!, endedBy }, ' (max 0.1)'),
    /was 0\.010 \(max 0\.1\); 0\.19 per request are reset by the server, was 0$/,
  );
});

test('a handful of requests proves no loss, unless the policy asks for it', () => {
  const few = { requestsPerSlot: 2, invocations: 1, blocks: 2 };
  const before = countedRun(few);
  assert.deepEqual(compared(withKeepAlive({ ...LOST, keepAlive: true }, few), before).lostReuse, []);
  assert.match(compared(withKeepAlive(LOST, few), before).headline, /^lost reuse/);
});

test('a run that is invalid, incomplete or without its target is not believed', () => {
  const interrupted = countedRun({ outcome: { kind: 'interrupted' } });
  const headless = compared(interrupted);
  assert.equal(headless.status, 'invalid');
  assert.match(headless.headline, /^invalid: the head run is incomplete$/);
  assert.equal(exitCodeOf(headless), 4);
  assert.match(compared(base, interrupted).headline, /^invalid: the base run is incomplete/);
  const lost = countedRun({ outcome: { kind: 'target-lost', reason: 'connection refused' } });
  assert.match(compared(lost).headline, /^invalid: the head run lost its target$/);
});

test('another workload is not comparable', () => {
  const comparison = compare({ path: 'a', run: base }, { path: 'b', run: countedRun({ name: 'other' }) });
  assert.equal(comparison.kind, 'incomparable');
  assert.deepEqual(comparison.kind === 'incomparable' && comparison.differences, [
    { key: 'name', base: 'example', head: 'other' },
  ]);
  assert.equal(exitCodeOf(comparison), 4);
});

test('a maximum is held against the head run', () => {
  const gates = [gate({ max: 0.005 })];
  const comparison = compared(countedRun({ gates }));
  assert.equal(comparison.status, 'fail');
  assert.match(
    comparison.headline,
    /^gate failed: connections per request of keep-alive is 0\.010, was 0\.010 \(max 0\.005\)/,
  );
  assert.deepEqual(rowOf(comparison, 'connectionsPerRequest').gate, { status: 'fail', limit: 'max 0.005' });
  assert.equal(compared(countedRun({ gates: [gate({ max: 0.01 })] })).status, 'pass');
});

test('several gates on one metric all hold, each with its own limit', () => {
  const gates = [gate({ max: 0.05 }), gate({ max: 0.005 }), gate({ tolerance: 3 }), gate({ tolerance: 0.2 })];
  const { gate: verdict } = rowOf(compared(countedRun({ gates })), 'connectionsPerRequest');
  assert.deepEqual(verdict, { status: 'fail', limit: 'max 0.05, max 0.005, at most +300 %, at most +20 %' });
  const before = withKeepAlive({ connectionsPerRequest: 0.2 });
  const after = withKeepAlive({ connectionsPerRequest: 0.3 }, { gates: gates.slice(2) });
  assert.equal(rowOf(compared(after, before), 'connectionsPerRequest').gate?.status, 'fail');
});

test('times of runs that were saved apart inform, whatever gate is on them', () => {
  const gates = [gate({ metric: 'cpuUsPerRequest', max: 100, tolerance: 0.05 })];
  const slower = compared(withKeepAlive({ cpuUsPerRequest: 2000 }, { slotNoise: 0.02, gates }));
  assert.equal(slower.status, 'pass');
  assert.equal(slower.headline, 'connections unchanged; times not judged');
  const row = rowOf(slower, 'cpuUsPerRequest');
  assert.equal(row.verdict, 'not judged');
  assert.deepEqual(row.gate, { status: 'not judged', limit: 'max 100, which the head run is over, at most +5 %' });
  assert.match(slower.warnings.join(), /no gate on them fails/);
  assert.ok(row.change!.low! > 8 && row.change!.high! < 10);
  assert.equal(exitCodeOf(slower, { failOnInconclusive: true }), 0);
});

test('a tolerance on a count fails surely beyond it, and is undecided where chance may do as much', () => {
  const head = (connectionsPerRequest: number) =>
    countedRun({
      gates: [gate({ policy: 'half', tolerance: 0.3 })],
      policies: [COLD, { ...KEEP_ALIVE, name: 'half', connectionsPerRequest }],
    });
  const half = head(0.3);
  const gateAt = (perRequest: number) => rowOf(compared(head(perRequest), half), 'connectionsPerRequest', 'half').gate;
  assert.deepEqual(gateAt(0.38), { status: 'pass', limit: 'at most +30 %' });
  assert.deepEqual(gateAt(0.5), { status: 'fail', limit: 'at most +30 %' });
  const undecided = 'at most +30 %, undecided: it may be chance, more requests would tell';
  assert.deepEqual(gateAt(0.4), { status: 'inconclusive', limit: undecided });
});

test('a tolerance on a count is undecided where it came in bursts of a slot or two', () => {
  const options = { gates: [gate({ tolerance: 0.1 })], requestsPerSlot: 500, invocations: 3, blocks: 2 };
  const opening = (inSlot: (slot: SlotRecord) => number) => (slot: SlotRecord) => {
    if (slot.arm !== 'keep-alive') return slot;
    const opened = inSlot(slot);
    const connections = { ...slot.tally.connections, attempted: opened, opened };
    return { ...slot, tally: { ...slot.tally, connections, reused: slot.tally.sent - opened } };
  };
  const calm = countedRun({ ...options, edit: opening(() => 2) });
  // Stalls let requests overlap: thirty connections in place of twelve are no chance of single requests.
  const stalled = countedRun({
    ...options,
    edit: opening(({ invocation, block }) => (invocation + block === 0 ? 20 : 2)),
  });
  const everywhere = countedRun({ ...options, edit: opening(() => 5) });
  const gateOf = (head: Run) => rowOf(compared(head, calm), 'connectionsPerRequest').gate?.status;
  assert.equal(gateOf(stalled), 'inconclusive');
  assert.equal(gateOf(everywhere), 'fail');
});

test('a tolerance that is stated holds without the share that lost reuse is allowed', () => {
  const gates = [gate({ tolerance: 0.1 })];
  const before = withKeepAlive({ connectionsPerRequest: 0.005 });
  const after = compared(withKeepAlive({ connectionsPerRequest: 0.02 }, { gates }), before);
  assert.deepEqual(rowOf(after, 'connectionsPerRequest').gate, { status: 'fail', limit: 'at most +10 %' });
  assert.equal(compared(withKeepAlive({ connectionsPerRequest: 0.02 }), before).status, 'pass');
});

test('sessions that are resumed no more are a regression without a gate', () => {
  const before = countedRun({ policies: [{ ...COLD, resumedShare: 0.9 }, KEEP_ALIVE] });
  const comparison = compared(countedRun({ policies: [{ ...COLD, resumedShare: 0 }, KEEP_ALIVE] }), before);
  assert.equal(comparison.status, 'fail');
  assert.equal(comparison.headline, 'regressed: full handshakes per request of cold is 1.00, was 0.10');
  // As many handshakes more as there are connections more are no other fault than those.
  const more = compared(withKeepAlive({ connectionsPerRequest: 0.04, resumedShare: 0 }));
  assert.equal(rowOf(more, 'fullHandshakesPerRequest').verdict, 'regressed');
});

test('lookups that a cache spared before are a regression, those of more connections are not', () => {
  const looked = (perConnection: number) => (slot: SlotRecord) => {
    const lookups = Math.round(slot.tally.connections.opened * perConnection);
    return { ...slot, tally: { ...slot.tally, connections: { ...slot.tally.connections, lookups } } };
  };
  const cached = countedRun({ edit: looked(0.01) });
  assert.equal(
    rowOf(compared(countedRun({ edit: looked(1) }), cached), 'lookupsPerRequest', 'cold').verdict,
    'regressed',
  );
  assert.equal(
    rowOf(compared(withKeepAlive({ connectionsPerRequest: 0.04 })), 'lookupsPerRequest').verdict,
    'no change',
  );
});

test('failures regress beyond the objective, and not where a few may be chance', () => {
  assert.equal(rowOf(compared(withKeepAlive({ failureShare: 0.01 })), 'failureShare').verdict, 'regressed');
  const few = { requestsPerSlot: 50, invocations: 1, blocks: 4 };
  const one = compared(withKeepAlive({ failureShare: 0.01 }, { ...few, edit: once }), countedRun(few));
  assert.equal(rowOf(one, 'failureShare').verdict, 'inconclusive');
  assert.match(one.headline, /^inconclusive: failure share of keep-alive is 0\.0050, was 0, which may be chance/);
  assert.deepEqual(one.failures, [
    { policy: 'keep-alive', cause: 'timeout', base: { failed: 0, requests: 200 }, head: { failed: 1, requests: 200 } },
  ]);
});

/** One request fails, in the first block. */
function once(slot: SlotRecord): SlotRecord {
  if (slot.arm !== 'keep-alive') return slot;
  const lost = slot.block === 0 ? 1 : 0;
  const { tally } = slot;
  return { ...slot, tally: { ...tally, completed: 50 - lost, failed: { ...tally.failed, timeout: lost } } };
}

test('fewer connections are an improvement', () => {
  const comparison = compared(base, withKeepAlive({ connectionsPerRequest: 0.2 }));
  assert.equal(comparison.status, 'pass');
  assert.match(comparison.headline, /^improved: connections per request of keep-alive is 0\.010, was 0\.20/);
});

test('few connections that moved are not called unchanged', () => {
  const few = { requestsPerSlot: 50, invocations: 1, blocks: 2 };
  const more = withKeepAlive({ connectionsPerRequest: 0.1 }, few);
  const comparison = compared(more, withKeepAlive({ connectionsPerRequest: 0.06 }, few));
  assert.equal(rowOf(comparison, 'connectionsPerRequest').verdict, 'no change');
  assert.match(comparison.headline, /^connections moved, within limits; /);
});

test('a line whose cause nobody knows says that it is the cause', () => {
  const lost = { policy: 'today', call: 'seats', base: 0.067, head: 1, requests: [], isGated: false } as const;
  const bare = { closedByServer: null, endedBy: null };
  const agent = { place: 'agents.js:3', usedAt: 'prices.js:41', cause: 'agent-without-keep-alive' } as const;
  assert.match(
    lossText({ ...lost, ...bare, site: agent }),
    /\(agents\.js:3: agent without keep alive, used at prices\.js:41\)$/,
  );
  const text = lossText({ ...lost, closedByServer: null, endedBy: null, site: { place: 'a.mjs:7', cause: 'unknown' } });
  assert.match(text, /\(a\.mjs:7: cause unknown\)$/);
});
