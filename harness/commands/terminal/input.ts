/** More than any workload has; what comes after it is not waited for. */
const MOST_BYTES = 2 * 1_048_576;

/** Everything that comes on standard input until its end, or until it is certainly no workload. */
export async function readStandardInput(stream: AsyncIterable<Buffer> = process.stdin): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) break;
  }
  return Buffer.concat(chunks);
}
