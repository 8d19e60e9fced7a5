import type { Counted, Guard, GuardFigures, GuardName, GuardOf, ToldGuard } from '../../model/run/guard.js';
import { WITNESS_NAMES } from '../../model/run/testimony.js';
import { apart, nullable, number, oneOf, optional, type Shape, text, tree, whole } from './shape.js';

const amount = number(0);
const count = whole(0);
const share = tree<{ readonly share: number }>({ share: amount });
const counted = tree<Counted>({
  connections: optional(whole(-Number.MAX_SAFE_INTEGER)),
  requests: optional(count),
  handshakes: optional(count),
});

const FIGURES: { readonly [Name in GuardName]: Shape<GuardFigures[Name]> } = {
  'late-sends': tree<GuardFigures['late-sends']>({ lagMs: amount }),
  'rate-not-reached': tree<GuardFigures['rate-not-reached']>({ lateMs: number(-Number.MAX_VALUE) }),
  'busy-generator': share,
  failures: tree<GuardFigures['failures']>({ failed: count, planned: count }),
  'foreign-cpu': share,
  steal: share,
  throttled: share,
  'port-shortage': share,
  'counts-disagree': tree<GuardFigures['counts-disagree']>({
    witness: oneOf(...WITNESS_NAMES),
    ours: counted,
    theirs: counted,
  }),
  'late-cpu-reading': tree<GuardFigures['late-cpu-reading']>({ share: amount, lateMs: amount }),
  'machine-limit': tree<GuardFigures['machine-limit']>({
    failed: count,
    code: nullable(text),
    message: nullable(text),
  }),
  'nothing-completed': tree<GuardFigures['nothing-completed']>({ planned: count, lostInLeadIn: count }),
  'out-of-step': tree<GuardFigures['out-of-step']>({ lateMs: number(-Number.MAX_VALUE), mostMs: amount }),
  'dropped-iterations': tree<GuardFigures['dropped-iterations']>({ dropped: count, planned: count }),
  'loop-delay': tree<GuardFigures['loop-delay']>({ delayMs: amount }),
};

const NAMES = Object.keys(FIGURES) as readonly GuardName[];

const tripped = { severity: oneOf('warn', 'drop'), value: number(-Number.MAX_VALUE), shard: optional(count) } as const;

const told = tree<ToldGuard>({ name: oneOf(...NAMES), ...tripped, detail: text });

/** The shape of a name takes the figures of that name, which the type of a list of them cannot say. */
const shapeOf = (name: GuardName) =>
  tree<GuardOf<GuardName>>({ name: oneOf(name), ...tripped, figures: FIGURES[name] as Shape<never> }) as Shape<Guard>;

const withFigures = apart<Guard>('name', Object.fromEntries(NAMES.map((name) => [name, shapeOf(name)])));

export const guard: Shape<Guard> = (value) => (told(value) === null ? null : withFigures(value));
