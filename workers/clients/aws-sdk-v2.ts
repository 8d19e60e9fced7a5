import type http from 'node:http';
import type DynamoDb from 'aws-sdk/clients/dynamodb.js';
import type { HTTPOptions } from 'aws-sdk/lib/config-base.js';
import type { AWSError } from 'aws-sdk/lib/error.js';
import type { Request } from 'aws-sdk/lib/request.js';
import type { Client, ClientOptions } from '../client.js';
import type { Ending } from '../exchange.js';
import { loadPackage } from '../packages.js';
import { prepareCalls } from '../requests/source.js';
import { connectionOptions, ownAgent } from './agent.js';
import { AWS_ACCOUNT } from './dynamodb.js';
import { endingOfAnswer, endingOfError } from './observe/answer-ending.js';
import { noteAnswer } from './observe/server-close.js';
import { observeSockets } from './observe/socket-observer.js';
import { watchAllAnswers } from './observe/watch-answer.js';
import { whenFree } from './observe/when-free.js';
import { origin } from './origin.js';

const { default: DynamoDB } = await loadPackage(
  'aws-sdk/clients/dynamodb.js',
  () => import('aws-sdk/clients/dynamodb.js'),
);
/** What is used of it. By a name that the compiler does not follow: its types are those of every service, 800,000 lines. */
interface Global {
  readonly config: { httpOptions?: HTTPOptions; update(options: { readonly httpOptions: HTTPOptions }): void };
  readonly EventListeners: { readonly Core: { REDIRECT(): void } };
}
const GLOBAL: string = 'aws-sdk/global.js';
const { default: SDK } = await loadPackage<{ readonly default: Global }>(GLOBAL, () => import(GLOBAL));

/** DynamoDB of the AWS SDK v2, whose Agent is set for the client, for all clients, or by an environment variable. */
function openAwsSdkV2(options: ClientOptions): Client {
  const { endpoint, observer } = options;
  const secure = endpoint.protocol === 'https:';
  const sockets = observeSockets(options);
  const { client, close } = openDynamoDb(options);
  const answers = watchAllAnswers(options);
  const calls = prepareCalls(options);
  const inFlight = new Map<number, Operation>();

  return {
    send(exchange) {
      sockets.sending(exchange);
      const { operation, input } = calls[exchange.template]!(exchange.n);
      const request = client.makeRequest(operation, input) as Operation;
      request.removeListener('retry', followRedirect);
      inFlight.set(exchange.n, request);
      const noteSocket = () => {
        const { stream } = request.httpRequest;
        if (stream?.socket) sockets.assign(stream.socket, exchange, answers.startedMs(stream));
      };
      request.on('httpHeaders', noteSocket);
      request.on('httpError', noteSocket);
      request.send((error: AWSError | null) => {
        inFlight.delete(exchange.n);
        const { stream } = request.httpRequest;
        if (stream === undefined) return observer.ended(exchange, endingOfRefusal(undefined, error!, secure));
        const ending = error === null ? endingOfAnswer(stream) : endingOfRefusal(stream, error, secure);
        if (ending.status !== null) noteAnswer(options, sockets, stream, exchange);
        whenFree(stream, () => observer.ended(exchange, ending));
      });
    },
    cancel(exchange) {
      const request = inFlight.get(exchange.n);
      request?.abort();
      // While it waits to send again there is nothing to abort, and it would: in the middle of another slot, perhaps.
      request?.removeAllListeners('send');
    },
    close() {
      sockets.close();
      close();
      answers.close();
    },
  };
}

/** With it the SDK sends an operation to wherever an answer points, retries or not. */
const followRedirect = SDK.EventListeners.Core.REDIRECT;

/** Its type leaves out the request of Node that the SDK attaches, and how listeners are taken off. */
type Operation = Request<unknown, AWSError> & {
  removeListener(event: string, listener: () => void): void;
  removeAllListeners(event: string): void;
  readonly httpRequest: { readonly stream?: http.ClientRequest };
};

function openDynamoDb(options: ClientOptions): { client: DynamoDb; close(): void } {
  const { endpoint, policy } = options;
  const agent = policy.via === 'environment' ? null : ownAgent(options);
  // The SDK hands all of httpOptions on to each request, and so through an Agent of its own to the connection.
  const httpOptions = (agent === null ? connectionOptions(options) : { agent }) as HTTPOptions;
  const globally = SDK.config.httpOptions ?? {};
  if (policy.via === 'global') SDK.config.update({ httpOptions });
  const client = new DynamoDB({
    ...AWS_ACCOUNT,
    endpoint: origin(endpoint),
    ...(policy.via === 'global' ? {} : { httpOptions }),
    ...(policy.retries === 'default' ? {} : { maxRetries: 0 }),
  });
  return {
    client,
    close() {
      SDK.config.httpOptions = globally;
      agent?.destroy();
    },
  };
}

/** The SDK overwrites the code of what Node's request met, which therefore was noted before the SDK saw it. */
function endingOfRefusal(stream: http.ClientRequest | undefined, error: AWSError, secure: boolean): Ending {
  const status = error.statusCode ?? 0;
  // A redirect that is not followed is an answer, as it is to all other clients.
  if (status >= 300 && stream !== undefined) return endingOfAnswer(stream, `${error.code}: ${error.message}`);
  return endingOfError(stream, error.originalError ?? error, secure);
}

export { openAwsSdkV2 as client };
