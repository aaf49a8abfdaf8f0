import { setTimeout } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { placeOf, resolveDestination, routingTableSource, type Configuration } from '@org/configuration';
import { outcomeKey } from '@org/event-schema';
import { secretReader } from '@org/lambda-runtime';
import type { Notifier } from '@org/notifiers';
import { notifiersOf } from '@org/notifiers/configured';
import { route, sampleEvent, type RoutingTable } from '@org/routing-engine';
import { Command } from 'commander';
import { DEMO_CENTRAL, demoRules } from './central-table';
import { nameOf, readRules } from './rules';
import { counted, escapedJson, rendered, terminalWidth, type Line } from './terminal';

/** One channel of one client. */
export interface Tried {
  readonly account: string;
  readonly client: string;
  readonly destination: string;
  readonly passed: boolean;
  /** What happened, or why it failed and what to mend. */
  readonly told: string;
}

export interface DrillPorts {
  readonly notifierFor: (destination: string, accountId: string) => Notifier;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** PagerDuty works on what it took in, and Jira's search lags behind. */
const CONFIRMED_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 3_000;

/** The destinations that a CRITICAL investigation of each client reaches now, each place once. */
export function ways(
  configuration: Configuration,
  table: RoutingTable,
  now: Date,
  only?: string,
): { account: string; client: string; destination: string; event: ReturnType<typeof sampleEvent> }[] {
  const { clients } = routingTableSource(configuration);
  return Object.entries(clients)
    .filter(([account]) => only === undefined || account === only)
    .flatMap(([account, client]) => {
      const event = { ...sampleEvent(account, client, { severity: 'CRITICAL' }), timestamp: now.toISOString() };
      const places = new Map<string, string>();
      for (const destination of route(event, table, now).destinations.map(nameOf)) {
        const target = resolveDestination(configuration, destination, account);
        const place = target ? placeOf(target) : destination;
        if (!places.has(place)) places.set(place, destination);
      }
      return [...places.values()].map((destination) => ({ account, client: client.name, destination, event }));
    });
}

/** Sends a test, marked as one, waits until the vendor shows it, and closes it. */
export async function tryWay(
  { account, client, destination, event }: ReturnType<typeof ways>[number],
  run: string,
  { notifierFor, now, sleep }: DrillPorts,
): Promise<Tried> {
  const id = { account, client, destination };
  let sent = false;
  try {
    const drilled = { ...event, investigation_id: `drill-${run}` };
    const key = outcomeKey(drilled);
    const notifier = notifierFor(destination, account);
    await notifier.notify(drilled, {
      key,
      repeat: false,
      drill: true,
      ruleId: 'drill',
      reason: 'drill',
      explanation: 'This is a drill: it shows that a CRITICAL investigation would be told here.',
    });
    sent = true;
    if (!notifier.followUp) return { ...id, passed: true, told: 'was sent; a chat or webhook cannot be asked' };
    const until = now().getTime() + CONFIRMED_WITHIN_MS;
    while (!(await notifier.find(key))) {
      if (now().getTime() >= until) {
        // It may be there all the same, under a service that we do not look at.
        await notifier.followUp.resolve(key, 'The drill is over.');
        return {
          ...id,
          passed: false,
          told: 'took it, and does not show it after a minute. Check service_id or the project, and whether the drill is still open',
        };
      }
      await sleep(ASK_EVERY_MS);
    }
    await notifier.followUp.resolve(key, 'The drill is over.');
    return { ...id, passed: true, told: 'was told, shows it, and was closed' };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.$/, '') : 'failed for an unknown reason';
    return { ...id, passed: false, told: sent ? `${why}. The test was sent: close it by hand` : why };
  }
}

interface Flags {
  readonly client?: string;
  readonly demo?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `orchestrator drill`: does a CRITICAL of each client reach somebody, through the real channels? */
export function drillCommand(): Command {
  return new Command('drill')
    .description('sends a test through the real channels of each client, closes it, and says which ways work')
    .argument('[folder]', 'the configuration', 'config')
    .option('--client <account>', 'only this client')
    .option('--profile <name>', 'the AWS profile that may read the secrets of central; the environment otherwise')
    .option('--region <name>', 'the AWS Region of the secrets; the environment or the profile otherwise')
    .option('--demo <address>', 'a running demo, by the address that `npm start` printed')
    .option('--dry-run', 'say who would be told, and tell nobody')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nPeople are paged: each page says that it is a drill, and is closed as soon as it shows.' +
        '\nExit code: 0 all ways work, 1 one does not, 2 unusable.' +
        '\n\nExample:\n  orchestrator drill --dry-run\n  orchestrator drill --client 123456789012 --profile central',
    )
    .action(async (folder: string, flags: Flags) => {
      process.exitCode = await drill(folder, flags);
    });
}

async function drill(folder: string, flags: Flags): Promise<number> {
  try {
    const { configuration, table } = flags.demo === undefined ? readRules(folder) : ofDemo(flags.demo);
    const now = () => new Date();
    const all = ways(configuration, table, now(), flags.client);
    const clients = configuration.clients.filter(
      ({ client_account_id }) => flags.client === undefined || client_account_id === flags.client,
    );
    if (clients.length === 0) {
      throw new Error(flags.client ? `--client ${flags.client}: in no client file.` : `${folder} has no client.`);
    }
    const secrets = new SecretsManagerClient({
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
      ...(flags.region === undefined ? {} : { region: flags.region }),
      ...(flags.demo === undefined
        ? {}
        : {
            endpoint: flags.demo,
            region: DEMO_CENTRAL.region,
            credentials: { accessKeyId: DEMO_CENTRAL.account, secretAccessKey: 'local' },
          }),
    });
    const ports = { notifierFor: notifiersOf(configuration, secretReader(secrets)), now, sleep: setTimeout };
    const run = now().toISOString().replace(/\D/g, '').slice(0, 14);
    const tried: Tried[] = [];
    // One after the other: a drill must not use up the calls that a real page needs.
    for (const way of all) {
      tried.push(flags.dryRun ? { ...way, passed: true, told: 'would be told' } : await tryWay(way, run, ports));
    }
    secrets.destroy();
    for (const { client_account_id: account, client_name: client } of clients) {
      if (all.some((way) => way.account === account)) continue;
      const told = 'hears of a CRITICAL now. See who mutes it: orchestrator prove';
      tried.push({ account, client, destination: 'nobody', passed: false, told });
    }
    process.stdout.write(
      flags.json
        ? `${escapedJson({ version: 1, run, ways: tried.map(asJson) })}\n`
        : rendered(sheet(tried), terminalWidth()),
    );
    return Number(tried.some(({ passed }) => !passed));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function ofDemo(address: string) {
  const rules = demoRules();
  const origin = address.replace(/\/+$/, '');
  const text = JSON.stringify(rules.configuration).replaceAll('http://local-cloud.invalid', origin);
  return { ...rules, configuration: JSON.parse(text) as Configuration };
}

function asJson({ account, client, destination, passed, told }: Tried): object {
  return { account, client, destination, passed, told };
}

function sheet(tried: readonly Tried[]): Line[] {
  const failed = tried.filter(({ passed }) => !passed).length;
  const clients = [...new Set(tried.map(({ client }) => client))];
  return [
    ...clients.flatMap((name): Line[] => [
      { as: 'heading', text: name },
      ...tried
        .filter(({ client }) => client === name)
        .map(({ destination, passed, told }) => ({ text: `${passed ? 'pass' : 'FAIL'}  ${destination} ${told}.` })),
    ]),
    {
      as: 'heading',
      text: failed === 0 ? `All ${tried.length} ways work.` : `${counted(failed, 'way')} of ${tried.length} failed.`,
    },
  ];
}
