import {
  centralDocument,
  clientRegistry,
  configurationVersion,
  routingTableSource,
  severityMapping,
  type ClientRegistry,
  type Configuration,
} from '@org/configuration';
import { parseInvestigationEvent, type InvestigationEvent, type Problem } from '@org/event-schema';
import { parseRoutingTable, type Destination, type RoutingTable } from '@org/routing-engine';
import { problemText, readConfiguration } from './folder';
import { counted } from './terminal';

/** The rules of a configuration folder, and who its clients are. */
export interface Rules {
  readonly configuration: Configuration;
  readonly registry: ClientRegistry;
  readonly table: RoutingTable;
}

/** So many problems are told here; `orchestrator validate` tells all. */
const MAX_PROBLEMS = 3;

/** @throws an Error with the first problems, and the command that tells all, when the folder would be refused */
export function readRules(folder: string): Rules {
  const loaded = readConfiguration(folder);
  if (!loaded.ok) {
    const { problems } = loaded;
    const first = problems.slice(0, MAX_PROBLEMS).map((problem) => problemText(folder, problem));
    throw new Error(
      `${folder} has ${counted(problems.length, 'problem')}:\n${first.join('')}Run: orchestrator validate ${folder}`,
    );
  }
  const { configuration } = loaded;
  const version = configurationVersion(centralDocument(configuration)); // as the router names it, once it is deployed
  const parsed = parseRoutingTable({ ...routingTableSource(configuration), version });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ pointer, what }) => `${pointer}: ${what}`).join('\n'));
  return { configuration, registry: clientRegistry(configuration), table: parsed.table };
}

/** An event, or what stands inside the envelope of EventBridge; checked, or everything that is wrong with it. */
export function readEvent(
  value: unknown,
): { readonly event: InvestigationEvent } | { readonly problems: readonly Problem[] } {
  const detail = isRecord(value) && isRecord(value['detail']) ? value['detail'] : value;
  const parsed = parseInvestigationEvent(detail);
  return parsed.ok ? { event: parsed.value } : { problems: parsed.problems };
}

/** The event as central takes it: name and severity are the registry's. Undefined for a client that is not in it. */
export function asCentralKnowsIt(event: InvestigationEvent, registry: ClientRegistry): InvestigationEvent | undefined {
  const client = registry.find(event.client_account_id);
  if (!client) return undefined;
  return { ...event, client_name: client.client_name, severity: severityMapping(client)[event.priority] };
}

export function nameOf({ channel, target }: Destination): string {
  return `${channel}:${target}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an instant that somebody typed. @throws an Error that says how to write one */
export function instantOf(text: string, where: string): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(instant.getTime())) {
    throw new Error(`${where}: this is no time. Write it with its offset: 2026-11-20T22:00:00+01:00`);
  }
  return instant;
}
