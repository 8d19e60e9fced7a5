import { columnOf, type FeedRows } from '../../model/workload/feed.js';
import type { ExportedFile, Exporter } from '../exporter.js';
import { requireExpressible } from './expressible.js';
import { FEED_FILE, notesOf, SCRIPT_FILE, scriptText } from './script.js';
import { configMapFiles, testRuns } from './testrun.js';

/** A script of k6, and for k6-operator a TestRun for each policy. */
export const k6Exporter: Exporter = {
  says: 'a script of k6 in TypeScript, and a TestRun for each policy',
  write(plan, options) {
    requireExpressible(plan.workload);
    const shards = options.shards ?? 1;
    const script: readonly ExportedFile[] = [
      { path: SCRIPT_FILE, text: scriptText(plan, options.holdline, shards) },
      ...(options.feed === null ? [] : [{ path: FEED_FILE, text: feedText(options.feed) }]),
    ];
    const volume = configMapFiles(script);
    const manifests = testRuns(plan.workload, shards, volume);
    return {
      files: [...script, ...manifests.files],
      notes: [...notesOf(plan.workload), ...manifests.notes],
      next: manifests.next,
    };
  },
};

/** The rows as objects by column, one line each. */
function feedText(feed: FeedRows): string {
  const readers = feed.columns.map((name) => [name, columnOf(feed, name)!] as const);
  const rows = Array.from({ length: feed.rows }, (_, row) =>
    JSON.stringify(Object.fromEntries(readers.map(([name, valueAt]) => [name, valueAt(row)]))),
  );
  return `[\n${rows.join(',\n')}\n]\n`;
}
