import type { FeedRows } from '../model/workload/feed.js';
import { createPacker } from '../workload/feed/pack.js';

/** Only for tests: the rows of a feed, all with the columns of the first. */
export function feedOf(rows: readonly Readonly<Record<string, string>>[]): FeedRows {
  const columns = Object.keys(rows[0] ?? {});
  const packer = createPacker(columns, Buffer.byteLength(JSON.stringify(rows)));
  for (const row of rows) packer.add(columns.map((name) => row[name] ?? ''));
  return packer.rows();
}
