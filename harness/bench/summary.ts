import type { Figures, Outcome } from './measure.js';
import type { Limit, Metric, Task } from './tasks.js';

/** The middle of the rounds and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

export interface ToolSummary {
  readonly tool: string;
  readonly metrics: Readonly<Record<string, Spread>>;
  /** Ours by the tool's, in the first metric of the task, paired by round; null for ourselves. */
  readonly ratio: Spread | null;
  /** Whether the promise about this peer holds; null where there is none. */
  readonly goal: { readonly ratio: number; readonly met: boolean } | null;
  readonly failures: readonly string[];
}

export interface TaskSummary {
  readonly task: string;
  readonly question: string;
  readonly server: string;
  /** The one of our rows that the others are compared with. */
  readonly ours: string;
  readonly tools: readonly ToolSummary[];
  /** Our own figures against what we promise of them. */
  readonly limits: readonly (Limit & { readonly median: number | null; readonly met: boolean })[];
}

/** The outcomes of every tool, in the order of the rounds. */
export type Outcomes = ReadonlyMap<string, readonly Outcome[]>;

export function summarise(task: Task, server: string, outcomes: Outcomes): TaskSummary {
  const { ours } = task;
  const primary = task.metrics[0]!;
  const mine = outcomes.get(ours) ?? [];
  const own = spreads(task, mine.map(figuresOf));
  return {
    task: task.name,
    question: task.question,
    server,
    ours,
    limits: task.limits.map((limit) => {
      const median = own[limit.key]?.median ?? null;
      return { ...limit, median, met: median !== null && median >= limit.least && median <= limit.most };
    }),
    tools: [...outcomes].map(([tool, rounds]) => {
      const figures = rounds.map(figuresOf);
      const ratio = tool === ours ? null : pairedRatio(primary, mine.map(figuresOf), figures);
      return {
        tool,
        metrics: spreads(task, figures),
        ratio,
        goal: goalOf(primary, ratio, task.goals[tool]),
        failures: [...new Set(rounds.flatMap((outcome) => ('failure' in outcome ? outcome.failure : [])))],
      };
    }),
  };
}

export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle - 1)]! + sorted[Math.floor(middle)]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1)!, rounds: sorted.length };
}

function figuresOf(outcome: Outcome): Figures {
  return 'figures' in outcome ? outcome.figures : {};
}

function spreads(task: Task, rounds: readonly Figures[]): Record<string, Spread> {
  return Object.fromEntries(
    task.metrics.flatMap(({ key }) => {
      const spread = spreadOf(rounds.flatMap((figures) => figures[key] ?? []));
      return spread === null ? [] : [[key, spread]];
    }),
  );
}

/** The machine drifts between rounds and less within one, so each round has its own ratio. */
function pairedRatio({ key }: Metric, ours: readonly Figures[], theirs: readonly Figures[]): Spread | null {
  return spreadOf(
    theirs.flatMap((figures, round) => {
      const [mine, other] = [ours[round]?.[key], figures[key]];
      return mine === undefined || other === undefined || other === 0 ? [] : [mine / other];
    }),
  );
}

function goalOf({ better }: Metric, ratio: Spread | null, goal: number | undefined): ToolSummary['goal'] {
  if (goal === undefined || ratio === null) return null;
  return { ratio: goal, met: better === 'higher' ? ratio.median >= goal : ratio.median <= goal };
}
