/** What every client of an AWS SDK is told; an endpoint of our own is never asked who may use it. */
export const AWS_ACCOUNT = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'holdline', secretAccessKey: 'holdline' },
} as const;
