import type { DynamoDbCall, RequestTemplate } from '../../harness/model/workload/workload.js';

/** What every client of an AWS SDK is told; an endpoint of our own is never asked who may use it. */
export const AWS_ACCOUNT = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'holdline', secretAccessKey: 'holdline' },
} as const;

/** The operations of requests that have been checked to have one. */
export function callsOf(requests: readonly RequestTemplate[]): readonly DynamoDbCall[] {
  return requests.map(({ name, dynamodb }) => {
    if (dynamodb === null) throw new Error(`the request ${name} is not a DynamoDB operation`);
    return dynamodb;
  });
}
