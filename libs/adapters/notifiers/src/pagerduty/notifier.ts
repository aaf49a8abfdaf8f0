import { call, type Call } from '../call';
import { NotifyError } from '../notify-error';
import type { Notifier, Receipt } from '../notifier';
import type { PagerDutyConfig } from './config';
import { dedupKey, MAX_EVENT_BYTES, pageForEvent, pageForPattern, type PagerDutyTrigger } from './translate';

/** Pages through one PagerDuty service. */
export function pagerDutyNotifier(config: PagerDutyConfig): Notifier {
  const { eventsUrl = 'https://events.pagerduty.com/v2/enqueue', apiUrl = 'https://api.pagerduty.com' } = config;
  const common = {
    vendor: 'pagerduty' as const,
    who: `PagerDuty${config.name === undefined ? '' : ` ("${config.name}")`}`,
    ...(config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs }),
  };

  const ask = (request: Omit<Call, keyof typeof common>) => call({ ...common, ...request }, config.transport);

  async function trigger(page: PagerDutyTrigger): Promise<Receipt> {
    const body = { routing_key: (await config.routingKey()).trim(), ...page };
    const bytes = Buffer.byteLength(JSON.stringify(body));
    if (bytes > MAX_EVENT_BYTES) {
      throw new NotifyError(
        `${common.who}: the event has ${bytes} bytes and PagerDuty takes ${MAX_EVENT_BYTES}. Send less.`,
        {
          vendor: 'pagerduty',
          retryable: false,
        },
      );
    }
    await ask({
      url: eventsUrl,
      method: 'POST',
      headers: {},
      body,
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
    return { vendor: 'pagerduty', id: page.dedup_key, action: 'accepted' };
  }

  async function find(key: string): Promise<Receipt | undefined> {
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
    const incident = (answer as { incidents?: readonly { id?: unknown; html_url?: unknown }[] } | undefined)
      ?.incidents?.[0];
    if (typeof incident?.id !== 'string') return undefined;
    return {
      vendor: 'pagerduty',
      id: incident.id,
      action: 'found',
      ...(typeof incident.html_url === 'string' ? { url: incident.html_url } : {}),
    };
  }

  /** Before a re-send, because PagerDuty opens a new alert for a key whose alert a human has resolved. */
  async function once(page: PagerDutyTrigger, repeat: boolean): Promise<Receipt> {
    return (repeat ? await find(page.dedup_key) : undefined) ?? (await trigger(page));
  }

  return {
    notify: async (event, context) => once(pageForEvent(event, context), context.repeat),
    notifyPattern: async (alert, context) => once(pageForPattern(alert, context), context.repeat),
    find,
  };
}
