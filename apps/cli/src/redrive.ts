import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientRegions } from '@org/configuration';
import { Command } from 'commander';
import { withMend } from './aws-trouble';
import { demoConfiguration, DEMO_CENTRAL } from './central-table';
import {
  deadLetterQueue,
  deadLetterQueuesOf,
  look,
  redriveQueue,
  type DeadLetter,
  type DeadLetterQueue,
  type Redriven,
  type RedriveAccess,
} from './dead-letters';
import { counted, escapedJson, rendered, terminalWidth, type Line } from './terminal';

interface Flags {
  readonly stack: string;
  readonly queue?: readonly string[];
  readonly profile?: string;
  readonly region?: string;
  readonly demo?: string;
  readonly client?: string;
  readonly limit: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface Looked extends DeadLetterQueue {
  readonly messages: readonly DeadLetter[];
  readonly redriven?: Redriven;
}

/** `orchestrator redrive`: what is in the dead-letter queues and why; with `--yes`, back to where it came from. */
export function redriveCommand(): Command {
  return new Command('redrive')
    .description(
      "lists what is in a stack's dead-letter queues and why; with --yes, sends it back to where it came from",
    )
    .option('--stack <name>', 'the stack; at a client: ClientInvestigationStack', 'CentralMonitoringStack')
    .option('--queue <url...>', 'only these queues, whatever stack they belong to')
    .option('--profile <name>', 'the AWS profile of the account; the environment otherwise')
    .option('--region <name>', 'the AWS Region; the environment or the profile otherwise')
    .option('--demo <address>', 'a running demo, by the address that `npm start` printed')
    .option('--client <account>', 'with --demo: the client whose queues they are; central otherwise')
    .option('--limit <number>', 'how many messages of each queue to show', '20')
    .option('--yes', 'send them back, after the same list')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nNothing moves without --yes. Mend the cause first: what fails again comes back here.' +
        '\nExit code: 0 the queues are empty or were emptied, 1 something is or stays in them, 2 unusable.' +
        '\n\nExample:\n  orchestrator redrive --profile central\n  orchestrator redrive --profile central --yes',
    )
    .action(async (flags: Flags) => {
      process.exitCode = await redrive(flags);
    });
}

async function redrive(flags: Flags): Promise<number> {
  const write = (text: string) => process.stdout.write(text);
  const access = accessOf(flags);
  try {
    const limit = Number(flags.limit);
    if (!Number.isInteger(limit) || limit < 1) throw new Error('--limit: give a number from 1.');
    const queues = flags.queue
      ? await Promise.all(flags.queue.map((url) => deadLetterQueue(url, access)))
      : await deadLetterQueuesOf(flags.stack, access);
    if (queues.length === 0) {
      throw new Error(
        `No dead-letter queue of stack ${flags.stack} in this account and Region. Name another stack with --stack, or a queue with --queue <url>.`,
      );
    }
    const looked: Looked[] = [];
    for (const queue of queues) {
      looked.push({ ...queue, messages: queue.waiting > 0 ? await look(queue, limit, access) : [] });
    }
    if (!flags.json) write(rendered(list(looked, flags.yes === true), terminalWidth()));
    const done: Looked[] = [];
    for (const queue of flags.yes ? looked : []) {
      const redriven = isEmpty(queue) ? { returned: 0, left: [] } : await redriveQueue(queue, access);
      done.push({ ...queue, redriven });
      if (!flags.json && !isEmpty(queue)) write(rendered(outcome(queue, redriven), terminalWidth()));
    }
    if (flags.json) write(`${escapedJson({ version: 1, queues: (flags.yes ? done : looked).map(asJson) })}\n`);
    return flags.yes ? Number(done.some(({ redriven }) => redriven?.left.length)) : Number(!looked.every(isEmpty));
  } catch (thrown) {
    const error = withMend(thrown);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  } finally {
    access.sqs.destroy();
    access.lambda.destroy();
  }
}

function isEmpty({ waiting, messages }: Looked): boolean {
  return waiting === 0 && messages.length === 0;
}

function list(queues: readonly Looked[], yes: boolean): Line[] {
  const full = queues.filter((queue) => !isEmpty(queue));
  const lines = full.flatMap((queue): Line[] => {
    const count = Math.max(queue.waiting, queue.messages.length);
    const hidden = count - queue.messages.length;
    return [
      { as: 'heading', text: `${queue.name}: ${counted(count, 'message')}` },
      ...queue.messages.flatMap(({ sentAt, about, reason, wayBack }): Line[] => [
        { ...(sentAt === null ? {} : { at: sentAt }), text: about },
        { as: 'quote', text: reason },
        { text: wayBack.to === 'nowhere' ? `stays here: ${wayBack.why}` : `goes back to ${wayBack.name}` },
      ]),
      ...(hidden > 0 ? [{ text: `and about ${hidden} more; --limit shows more` }] : []),
    ];
  });
  const empty = queues.length - full.length;
  const rest = `${counted(empty, 'dead-letter queue')} of ${queues.length} ${empty === 1 ? 'is' : 'are'} empty.`;
  const dry = 'Nothing was moved. Mend the cause, then say it again with --yes.';
  return [...lines, { as: 'heading', text: yes || full.length === 0 ? rest : `${rest} ${dry}` }];
}

function outcome({ name }: Looked, { returned, left }: Redriven): Line[] {
  return [
    { as: 'heading', text: `${name}: ${counted(returned, 'message')} sent back, ${left.length} left` },
    ...left.map(({ messageId, why }) => ({ text: `${messageId} stays: ${why}` })),
  ];
}

function asJson({ name, url, way, sources, waiting, inUse, messages, redriven }: Looked): object {
  return {
    name,
    url,
    way,
    sources,
    waiting,
    in_use: inUse,
    messages: messages.map(({ messageId, sentAt, about, reason, wayBack }) => ({
      message_id: messageId,
      sent_at: sentAt,
      about,
      reason,
      back_to: wayBack.to === 'nowhere' ? null : wayBack.name,
      stays_because: wayBack.to === 'nowhere' ? wayBack.why : null,
    })),
    ...(redriven === undefined
      ? {}
      : {
          returned: redriven.returned,
          left: redriven.left.map(({ messageId, why }) => ({ message_id: messageId, why })),
        }),
  };
}

function accessOf({ profile, region, demo, client }: Flags): RedriveAccess {
  const settings =
    demo === undefined
      ? { ...(profile === undefined ? {} : { profile }), ...(region === undefined ? {} : { region }) }
      : demoAccess(demo, client, region);
  return { sqs: new SQSClient(settings), lambda: new LambdaClient(settings) };
}

function demoAccess(endpoint: string, account: string | undefined, region: string | undefined) {
  const client = demoConfiguration().clients.find(({ client_account_id }) => client_account_id === account);
  if (account !== undefined && !client) throw new Error(`--client ${account}: no client of the demo.`);
  const home = client ? (clientRegions(client)[0] ?? DEMO_CENTRAL.region) : DEMO_CENTRAL.region;
  return {
    endpoint,
    region: region ?? home,
    credentials: { accessKeyId: account ?? DEMO_CENTRAL.account, secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}
