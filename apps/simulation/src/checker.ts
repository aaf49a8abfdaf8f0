import { investigationKey, kindOf, outcomeKey } from '@org/event-schema';
import type { World } from './schedule';

/** What is wrong with the world when everything is over, a sentence each: nothing when every promise was kept. */
export async function problemsOf(world: World): Promise<string[]> {
  return [...emptiness(world), ...(await telling(world)), ...(await ledger(world))];
}

/** All queues, dead letters and invocations are over, fifteen minutes after healing. */
function emptiness({ queues, functions }: World): string[] {
  const left = queues.map((queue) => [queue.waiting.size, queue.dead.length] as const);
  return [
    ...left.flatMap(([waiting, dead]) =>
      waiting + dead > 0 ? [`stuck: ${waiting} messages wait, ${dead} are dead letters`] : [],
    ),
    ...functions.flatMap((each) =>
      each.running + each.dead.length > 0
        ? [`stuck: ${each.running} invocations, ${each.dead.length} dead letters`]
        : [],
    ),
  ];
}

/** Every outcome of every agent was told to each of its destinations, once. */
async function telling({ accounts, central, pagerDuty, jira }: World): Promise<string[]> {
  const problems: string[] = [];
  const known = new Set<string>();
  for (const client of accounts) {
    problems.push(...(await client.untold()).map((what) => `lost: ${what}`));
    const newest = new Map<string, number>();
    for (const checkpoint of await client.numbered()) {
      const id = { ...checkpoint, client_account_id: client.id };
      const key = outcomeKey(id);
      known.add(key);
      const investigation = investigationKey(id);
      newest.set(investigation, Math.max(newest.get(investigation) ?? 0, checkpoint.outcome_version));
      const { outcomes, decisions, deliveries } = await central.investigation(investigation);
      if (!outcomes.some(({ event }) => event.outcome_version === checkpoint.outcome_version)) {
        problems.push(`lost: ${key} never arrived`);
        continue;
      }
      const made = decisions.filter((each) => each.key === key);
      const decision = made.find(({ destinations }) => destinations.length > 0) ?? made[0];
      if (!decision) {
        problems.push(`lost: ${key} was never decided`);
        continue;
      }
      if (decision.destinations.length === 0 && decision.reason === '') problems.push(`${key} is silent for no reason`);
      const mustPage =
        ['CRITICAL', 'HIGH'].includes(decision.severity) &&
        /completed|failed|timed_out/.test(decision.event_type) &&
        decision.event_type.startsWith('investigation');
      if (mustPage && !decision.destinations.includes('pagerduty:default')) problems.push(`lost: ${key} pages nobody`);
      for (const destination of ['pagerduty:default', 'jira:default']) {
        const times = kindOf(destination) === 'page' ? pagerDuty.opened(key) : jira.told(key);
        const wanted = decision.destinations.includes(destination) ? 1 : 0;
        const delivery = deliveries.find((each) => each.key === key && each.destination === destination);
        if (times < wanted) problems.push(`lost: ${key} was not told to ${destination}`);
        if (times > wanted)
          problems.push(
            `doubled${delivery?.in_doubt ? ', doubt recorded' : ''}: ${key} was told to ${destination} ${times} times`,
          );
        if (wanted === 1 && delivery?.state !== 'done')
          problems.push(`no receipt: ${key} for ${destination} is ${delivery?.state ?? 'absent'}`);
      }
    }
    for (const [investigation, version] of newest) {
      const { state } = await central.investigation(investigation);
      if (state?.outcome?.outcome_version !== version)
        problems.push(`older: ${investigation} stands at ${state?.outcome?.outcome_version} instead of ${version}`);
    }
  }
  const others = [...new Set(pagerDuty.incidents.flatMap(({ tells }) => tells))].filter((key) => !known.has(key));
  problems.push(...others.map((key) => `forged: ${key} paged, and no agent reached it`));
  return problems;
}

/** Σ in = Σ effects + quarantined + suppressed with a reason, for each client. */
async function ledger({ accounts, central, bus, hostile }: World): Promise<string[]> {
  const problems: string[] = [];
  const equal = (what: string, found: number, wanted: number) => {
    if (found !== wanted) problems.push(`ledger: ${what}: ${found} instead of ${wanted}`);
  };
  const distinct = (events: readonly unknown[]) => new Set(events.map((event) => JSON.stringify(event))).size;
  equal('quarantined', (await central.quarantined(1_000)).length, distinct(hostile));
  equal('replays ignored', (await central.ignored(1_000)).length, bus.replayed.size);
  const forged = new Set<unknown>(hostile.map(({ detail }) => detail));
  const decisions = await central.recentDecisions(1_000);
  const deliveries = await central.recentDeliveries(1_000);
  for (const { id } of accounts) {
    const sent = new Set<string>();
    for (const { account, detail } of bus.archive) {
      if (account === id && !forged.has(detail) && 'outcome_version' in (detail as object)) {
        sent.add(outcomeKey(detail as Parameters<typeof outcomeKey>[0]));
      }
    }
    const counts: Record<string, number> = {};
    for (const day of await central.clientDays(id, '2026-11-19', '2026-11-22')) {
      for (const [name, count] of Object.entries(day.counts)) counts[name] = (counts[name] ?? 0) + count;
    }
    const own = decisions.filter(({ client_account_id }) => client_account_id === id);
    const toldKeys = new Set(own.filter(({ destinations }) => destinations.length > 0).map(({ key }) => key));
    const done = deliveries.filter(({ key, state }) => key.startsWith(`${id}/`) && state === 'done');
    const owed = own.reduce((sum, { destinations }) => sum + destinations.length, 0);
    const told = toldKeys.size;
    const suppressed = new Set(
      own.filter(({ key, reason }) => !toldKeys.has(key) && reason !== '').map(({ key }) => key),
    ).size;
    equal(`${id}: in = told + suppressed`, told + suppressed, sent.size);
    equal(`${id}: outcomes counted`, counts['outcomes'] ?? 0, sent.size);
    equal(`${id}: effects done`, done.length, owed);
    equal(`${id}: effects counted`, (counts['pages'] ?? 0) + (counts['tickets'] ?? 0), owed);
  }
  for (const { client_name, missing } of await central.clientHealth())
    equal(`${client_name}: missing outcomes`, missing, 0);
  return problems;
}
