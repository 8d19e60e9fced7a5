/**
 * Records of older versions as the current one writes them. What is upgraded has not been checked yet: whatever is not
 * as expected is left as it is, so that the check that follows names it.
 */

import { isTree } from './shape.js';

type Tree = Readonly<Record<string, unknown>>;

/** What this version writes. */
export const SCHEMA = 2;

/**
 * What a record of schema 1 is in schema 2: slots are of arms, of which there was one for each policy, and a load has the
 * keys of its kind alone.
 */
export function upgradeRun(record: Tree): Tree {
  if (record.schemaVersion !== 1) return record;
  const { schemaVersion: _, plan, slots, ...rest } = record;
  return { schemaVersion: 2, ...rest, plan: upgradePlan(plan), slots: each(slots, upgradeSlot) };
}

/** The same of one line of a journal; the first of them says which schema the others have. */
export function upgradeEntry(entry: Tree): Tree {
  const { kind, policy, plan, slot, ...rest } = entry;
  switch (kind) {
    case 'begin':
      return { kind, ...rest, plan: upgradePlan(plan) };
    case 'warm-up':
      return { kind, arm: policy, ...rest };
    case 'slot':
      return { kind, ...rest, slot: within(slot, upgradeSlot) };
    default:
      return entry;
  }
}

function upgradePlan(plan: unknown): unknown {
  return within(plan, ({ workload, ...rest }) => ({
    ...rest,
    workload: within(workload, upgradeWorkload),
    arms: armsOf(workload),
  }));
}

function upgradeWorkload({ load, policies, ...workload }: Tree): Tree {
  return { ...workload, load: within(load, upgradeLoad), policies: each(policies, withoutNulls) };
}

function upgradeLoad(load: Tree): Tree {
  const { loop, stages, arrivals, connections, ...rest } = load;
  if (!isTree(loop)) return load;
  if (loop.kind === 'closed') return { ...loop, ...rest };
  const { kind, pacing, ...tick } = loop;
  return { kind, stages, arrivals, pacing: { kind: pacing, ...tick }, connections, ...rest };
}

/** What a policy left to its client was null in it, and is not there any more. */
function withoutNulls(policy: Tree): Tree {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== null));
}

function armsOf(workload: unknown): unknown {
  const { policies } = isTree(workload) ? workload : { policies: null };
  return each(policies, ({ name }) => ({ name, policy: name, variant: null }));
}

function upgradeSlot({ policy, tally, witnesses, ...slot }: Tree): Tree {
  return { ...slot, arm: policy, tally: within(tally, upgradeTally), witnesses: within(witnesses, upgradeWitnesses) };
}

/** Who counted stood in a key each, and the DNS server within the target. */
function upgradeWitnesses({ kernelActiveOpens: attempts, target, ...rest }: Tree): Tree {
  const { dnsQueries: queries = null, ...counts } = isTree(target) ? target : {};
  const others = {
    ...(attempts === null ? {} : { kernel: { attempts } }),
    ...(target === null ? {} : { target: isTree(target) ? counts : target }),
    ...(queries === null ? {} : { dns: { queries } }),
  };
  return { ...rest, others };
}

/** Limits of the machine were counted among the other kinds of failure. */
function upgradeTally(tally: Tree): Tree {
  return { ...tally, failed: within(tally.failed, (failed) => ({ ...failed, limit: 0 })) };
}

function each(list: unknown, change: (tree: Tree) => Tree): unknown {
  return Array.isArray(list) ? list.map((one) => within(one, change)) : list;
}

function within(value: unknown, change: (tree: Tree) => Tree): unknown {
  return isTree(value) ? change(value) : value;
}
