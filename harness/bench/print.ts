import type { MemorySummary } from './memory.js';
import type { Spread, TaskSummary, ToolSummary } from './summary.js';
import { TASKS, titleOf } from './tasks.js';

/** A task as a table: a row a tool, the median and in brackets the lowest and highest round. */
export function taskTable(summary: TaskSummary): string {
  const metrics = TASKS.find((task) => task.name === summary.task)?.metrics ?? [];
  const shown = metrics.filter(({ key }) => summary.tools.some((tool) => tool.metrics[key] !== undefined));
  const head = ['', ...shown.map(({ title }) => title), `${summary.ours} by it`, 'goal'];
  const rows = summary.tools.map((tool) => [
    tool.tool,
    ...shown.map(({ key, digits }) => spreadText(tool.metrics[key], digits)),
    spreadText(tool.ratio ?? undefined, 2),
    goalText(tool),
  ]);
  const failures = summary.tools.flatMap(({ tool, failures }) => failures.map((why) => `  ${tool}: ${why}`));
  const limits = summary.limits.map(({ key, least, most, median, met }) => {
    const range = least === 0 ? `at most ${most}` : `${least} to ${most}`;
    return `  promised of ${summary.ours}, ${titleOf(key)} ${range}: ${median?.toFixed(4) ?? '-'}, ${met ? 'met' : 'missed'}`;
  });
  const lines = [`${summary.question} (${summary.server})`, ...aligned([head, ...rows]), ...failures, ...limits, ''];
  return lines.join('\n');
}

export function memoryText({ requests, residentMiB, growthMiB, goal }: MemorySummary): string {
  const [few, many] = requests.map((count) => count.toLocaleString('en-US'));
  const verdict = `at most ${goal.growthMiB} MiB: ${goal.met ? 'met' : 'missed'}`;
  return [
    'memory of the replayer, closed loop',
    `  ${residentMiB[0].toFixed(1)} MiB after ${few} requests, ${residentMiB[1].toFixed(1)} MiB after ${many}`,
    `  it grew by ${growthMiB.toFixed(1)} MiB (${verdict})`,
    '',
  ].join('\n');
}

function spreadText(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return '-';
  const [median, low, high] = [spread.median, spread.low, spread.high].map((value) => value.toFixed(digits));
  return spread.rounds === 1 ? median! : `${median} (${low} to ${high})`;
}

function goalText({ goal }: ToolSummary): string {
  return goal === null ? '' : `${goal.ratio} ${goal.met ? 'met' : 'missed'}`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)));
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
