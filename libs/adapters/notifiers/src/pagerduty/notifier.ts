import { call, type Call } from '../call';
import { plainText } from '../plain-text';
import { NotifyError } from '../notify-error';
import type { HumanStatus, Notifier, Receipt } from '../notifier';
import type { PagerDutyConfig } from './config';
import {
  dedupKey,
  MAX_EVENT_BYTES,
  pageForEvent,
  pageForGroup,
  pageForPattern,
  type PagerDutyTrigger,
} from './translate';

interface Incident {
  readonly id: string;
  readonly status?: unknown;
  readonly html_url?: unknown;
  readonly last_status_change_at?: unknown;
  readonly last_status_change_by?: { readonly summary?: unknown };
}

// An integration key has 32 characters.
const ROUTING_KEY_BYTES = Buffer.byteLength(JSON.stringify({ routing_key: 'k'.repeat(32) }));

/** Pages through one PagerDuty service. */
export function pagerDutyNotifier(config: PagerDutyConfig): Notifier {
  const { eventsUrl = 'https://events.pagerduty.com/v2/enqueue', apiUrl = 'https://api.pagerduty.com' } = config;
  const common = {
    vendor: 'pagerduty' as const,
    who: `PagerDuty${config.name === undefined ? '' : ` ("${config.name}")`}`,
    ...(config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs }),
  };

  const ask = (request: Omit<Call, keyof typeof common>) => call({ ...common, ...request }, config.transport);

  async function send(body: object): Promise<void> {
    await ask({
      url: eventsUrl,
      method: 'POST',
      headers: {},
      body: { routing_key: (await config.routingKey()).trim(), ...body },
      fields: [
        'routing_key',
        'dedup_key',
        'event_action',
        'summary',
        'source',
        'severity',
        'timestamp',
        'links',
        'custom_details',
      ],
      mend: {
        400: 'If it is about routing_key, check the integration key in the secret that the configuration names (32 characters); otherwise the translation of the event needs a correction.',
        403: 'The integration key was taken out of use. Store a new one in the secret that the configuration names.',
        404: 'Check events_url in the configuration.',
        413: 'The event is too large for PagerDuty.',
      },
    });
  }

  async function trigger(page: PagerDutyTrigger): Promise<Receipt> {
    const bytes = Buffer.byteLength(JSON.stringify(page)) + ROUTING_KEY_BYTES;
    if (bytes > MAX_EVENT_BYTES) {
      throw new NotifyError(
        `${common.who}: the event has ${bytes} bytes and PagerDuty takes ${MAX_EVENT_BYTES}. Send less.`,
        {
          vendor: 'pagerduty',
          retryable: false,
        },
      );
    }
    await send(page);
    return { vendor: 'pagerduty', id: page.dedup_key, action: 'accepted' };
  }

  async function incidentOf(key: string): Promise<Incident | undefined> {
    if (config.serviceId === undefined) return undefined;
    // date_range=all, because the list otherwise ends a month back (PagerDuty, "REST API", List incidents).
    const query = new URLSearchParams({
      incident_key: dedupKey(key),
      'service_ids[]': config.serviceId,
      date_range: 'all',
      limit: '1',
    });
    const answer = await ask({
      url: `${apiUrl.replace(/\/+$/, '')}/incidents?${query}`,
      method: 'GET',
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${(await config.apiKey()).trim()}`,
      },
      fields: ['incident_key', 'service_ids', 'date_range'],
      mend: {
        400: 'Check the service id in the configuration.',
        401: 'Check the REST key in the secret that the configuration names.',
        403: 'Give the REST key read access to incidents.',
        404: 'Check api_url in the configuration.',
      },
    });
    const [incident] = (answer as { incidents?: readonly Partial<Incident>[] } | undefined)?.incidents ?? [];
    return typeof incident?.id === 'string' ? { ...incident, id: incident.id } : undefined;
  }

  async function find(key: string): Promise<Receipt | undefined> {
    const incident = await incidentOf(key);
    if (!incident) return undefined;
    const { id, html_url } = incident;
    return { vendor: 'pagerduty', id, action: 'found', ...(typeof html_url === 'string' ? { url: html_url } : {}) };
  }

  async function status(key: string): Promise<HumanStatus | undefined> {
    const incident = await incidentOf(key);
    if (!incident) return undefined;
    const { status: state, last_status_change_at: at, last_status_change_by: by } = incident;
    return {
      state: state === 'acknowledged' || state === 'resolved' ? state : 'open',
      ...(typeof by?.summary === 'string' ? { by: plainText(by.summary, 128) } : {}),
      ...(typeof at === 'string' ? { at } : {}),
    };
  }

  /** PagerDuty takes both for a key that it does not know, or that is further, and does nothing. */
  const move = (event_action: 'acknowledge' | 'resolve') => (key: string) =>
    send({ event_action, dedup_key: dedupKey(key) });

  /** Before a re-send, because PagerDuty opens a new alert for a key whose alert a human has resolved. */
  async function once(page: PagerDutyTrigger, repeat: boolean): Promise<Receipt> {
    return (repeat ? await find(page.dedup_key) : undefined) ?? (await trigger(page));
  }

  return {
    notify: async (event, context) => once(pageForEvent(event, context), context.repeat),
    // News goes to the open alert of the same key; a resolved one must not be opened by it.
    notifyPattern: async (alert, context) => {
      const page = pageForPattern(alert, context);
      if (alert.ended) {
        await move('resolve')(alert.key);
        return { vendor: 'pagerduty', id: page.dedup_key, action: 'accepted' };
      }
      if (!alert.update && !alert.explained) return once(page, context.repeat);
      const incident = await incidentOf(alert.key);
      if (incident?.status === 'resolved') return { vendor: 'pagerduty', id: incident.id, action: 'found' };
      return trigger(page);
    },
    notifyGroup: async (group) => trigger(pageForGroup(group)),
    find,
    followUp: { status, acknowledge: move('acknowledge'), resolve: move('resolve') },
  };
}
