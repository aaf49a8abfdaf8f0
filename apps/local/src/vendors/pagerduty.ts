import { randomBytes } from 'node:crypto';
import {
  faultSwitches,
  isRecord,
  parseJson,
  readBody,
  sendJson,
  slidingWindow,
  under,
  type Answer,
  type Faults,
  type RequestHandler,
} from './stand-in';

/** One alert, as a person would see it; its incident has the same life. */
export interface Page {
  readonly id: string;
  readonly dedup_key: string;
  readonly summary: string;
  readonly severity: string;
  /** The integration's name, when the options name the keys. */
  readonly routing_key_name?: string;
  /** How many `trigger` events joined this alert. */
  readonly triggers: number;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  /** When it was opened, ISO 8601. */
  readonly at: string;
  /** When its status changed last, and who did it. */
  readonly moved_at: string;
  readonly moved_by: string;
  readonly links: unknown;
  readonly payload: Record<string, unknown>;
}

export interface PagerDutyStandIn {
  readonly handle: RequestHandler;
  /** Every alert, oldest first. */
  pages(): readonly Page[];
  /** A human acknowledges or resolves the open alert of this key. False when there is none. */
  move(dedupKey: string, to: 'acknowledged' | 'resolved'): boolean;
  readonly faults: Faults;
}

export interface PagerDutyOptions {
  readonly prefix?: string;
  /** Integration keys by name. Left out, any well-formed key is taken. */
  readonly integrations?: Readonly<Record<string, string>>;
  /** The service of each integration, by the integration's name. Left out, one service that answers to any id has them all. */
  readonly services?: Readonly<Record<string, string>>;
  /** REST keys. Left out, any key is taken. */
  readonly apiKeys?: readonly string[];
  /** About 120 a minute and integration key: PagerDuty, "Events API v2 limits". */
  readonly eventsPerMinute?: number;
  readonly now?: () => number;
  /** Runs the processing that follows the 202. */
  readonly later?: (work: () => void) => void;
  readonly onChange?: (page: Page) => void;
}

// PagerDuty, "Send an alert event" and "Events API v2".
const MAX_EVENT_BYTES = 512 * 1024;
const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'warning', 'error', 'info'];
// PagerDuty, "REST API rate limits".
const REST_CALLS_PER_MINUTE = 960;
// The list of incidents ends a month back unless `date_range=all` or `since` says otherwise.
const MONTH_MS = 30 * 24 * 3_600_000;

/** PagerDuty as its clients see it: Events API v2, and of the REST API what concerns incidents. State is in memory. */
export function pagerDutyStandIn(options: PagerDutyOptions = {}): PagerDutyStandIn {
  const { prefix = '/pagerduty', now = Date.now, later = setImmediate, eventsPerMinute = 120 } = options;
  const faults = faultSwitches();
  const admitEvent = slidingWindow(eventsPerMinute, 60_000, now);
  const admitCall = slidingWindow(REST_CALLS_PER_MINUTE, 60_000, now);
  const alerts: { -readonly [K in keyof Page]: Page[K] }[] = [];

  const openAlert = (dedupKey: string, name: string | undefined) =>
    alerts.find(
      (alert) => alert.dedup_key === dedupKey && alert.routing_key_name === name && alert.status !== 'resolved',
    );

  function move(alert: (typeof alerts)[number], to: Page['status'], by: string): void {
    alert.status = to;
    alert.moved_at = new Date(now()).toISOString();
    alert.moved_by = by;
    changed(alert);
  }

  function changed(alert: Page): void {
    options.onChange?.({ ...alert });
  }

  function enqueue(text: string | undefined): Answer & { effect?: () => void } {
    if (text === undefined) return invalid(413, ['Event object is larger than 512 KB']);
    const event = parseJson(text);
    if (!isRecord(event)) {
      return {
        status: 400,
        body: {
          status: 'Unrecognized object',
          message: 'Event object format is unrecognized',
          errors: ['JSON parse error'],
        },
      };
    }
    const errors = problemsOf(event);
    if (errors.length > 0) return invalid(400, errors);
    const key = event['routing_key'] as string;
    const name = Object.entries(options.integrations ?? {}).find(([, value]) => value === key)?.[0];
    if (options.integrations && name === undefined) return invalid(400, ['Invalid routing key']);
    if (admitEvent(key) > 0 || faults.take('throttle')) {
      // No Retry-After: PagerDuty's events end point gives none, and its documentation asks to back off.
      return {
        status: 429,
        body: {
          status: 'throttle exceeded',
          message: 'Requests for this service are arriving too quickly. Please retry later.',
        },
      };
    }
    const dedupKey = (event['dedup_key'] as string | undefined) ?? randomBytes(16).toString('hex');
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: dedupKey },
      effect: () => later(() => process(event, dedupKey, name)),
    };
  }

  function process(event: Record<string, unknown>, dedupKey: string, name: string | undefined): void {
    const open = openAlert(dedupKey, name);
    if (event['event_action'] !== 'trigger') {
      if (open) move(open, event['event_action'] === 'resolve' ? 'resolved' : 'acknowledged', 'Events API');
    } else if (open) {
      open.triggers++;
      changed(open);
    } else {
      const payload = event['payload'] as Record<string, unknown>;
      const alert = {
        id: `Q${randomBytes(7).toString('hex').toUpperCase().slice(0, 13)}`,
        dedup_key: dedupKey,
        summary: payload['summary'] as string,
        severity: payload['severity'] as string,
        ...(name === undefined ? {} : { routing_key_name: name }),
        triggers: 1,
        status: 'triggered' as const,
        at: new Date(now()).toISOString(),
        moved_at: new Date(now()).toISOString(),
        moved_by: 'Events API',
        links: event['links'] ?? [],
        payload,
      };
      alerts.push(alert);
      changed(alert);
    }
  }

  function rest(
    method: string,
    path: string,
    query: URLSearchParams,
    headers: Record<string, unknown>,
    text: string,
  ): Answer {
    const authorization = headers['authorization'];
    const token = typeof authorization === 'string' ? /^Token token=(\S+)$/.exec(authorization)?.[1] : undefined;
    if (token === undefined || (options.apiKeys && !options.apiKeys.includes(token))) {
      return { status: 401, body: { error: { message: 'Unauthorized', code: 2006 } } };
    }
    const wait = admitCall(token);
    if (wait > 0 || faults.take('throttle')) {
      const seconds = String(Math.ceil(Math.max(wait, 1000) / 1000));
      return {
        status: 429,
        body: { error: { message: 'Rate Limit Exceeded', code: 2020 } },
        headers: { 'ratelimit-reset': seconds },
      };
    }
    if (method === 'GET' && path === '/incidents') return list(query);
    const id = /^\/incidents\/([A-Z0-9]+)$/.exec(path)?.[1];
    const alert = alerts.find((candidate) => candidate.id === id);
    if (!alert) return { status: 404, body: { error: { message: 'Not Found', code: 2100 } } };
    if (method === 'GET') return { status: 200, body: { incident: incidentOf(alert) } };
    if (method !== 'PUT') return { status: 405, body: { error: { message: 'Method Not Allowed', code: 2000 } } };
    const body = parseJson(text);
    const incident = isRecord(body) ? body['incident'] : undefined;
    const status = isRecord(incident) ? incident['status'] : undefined;
    const from = headers['from'];
    if (typeof from !== 'string' || !from.includes('@') || (status !== 'resolved' && status !== 'acknowledged')) {
      const errors =
        typeof from === 'string' ? ['Status is invalid'] : ['Requester User Not Found: the From header is required'];
      return { status: 400, body: { error: { message: 'Invalid Input Provided', code: 2001, errors } } };
    }
    if (alert.status === 'resolved') {
      return {
        status: 400,
        body: { error: { message: 'Invalid Input Provided', code: 2001, errors: ['Incident Already Resolved'] } },
      };
    }
    move(alert, status, from);
    return { status: 200, body: { incident: incidentOf(alert) } };
  }

  function list(query: URLSearchParams): Answer {
    const key = query.get('incident_key');
    const statuses = query.getAll('statuses[]');
    const services = query.getAll('service_ids[]');
    const since = query.get('date_range') === 'all' ? 0 : Date.parse(query.get('since') ?? '') || now() - MONTH_MS;
    const limit = Math.min(Number(query.get('limit') ?? 25) || 25, 100);
    const offset = Number(query.get('offset') ?? 0) || 0;
    const found = alerts.filter(
      (alert) =>
        (key === null || alert.dedup_key === key) &&
        (services.length === 0 || !options.services || services.includes(serviceOf(alert) ?? '')) &&
        (statuses.length === 0 || statuses.includes(alert.status)) &&
        Date.parse(alert.at) >= since,
    );
    const incidents = found.slice(offset, offset + limit).map(incidentOf);
    return { status: 200, body: { incidents, limit, offset, total: null, more: found.length > offset + limit } };
  }

  function serviceOf(alert: Page): string | undefined {
    return alert.routing_key_name === undefined ? undefined : options.services?.[alert.routing_key_name];
  }

  function incidentOf(alert: Page) {
    return {
      id: alert.id,
      type: 'incident',
      incident_number: alerts.indexOf(alert) + 1,
      title: alert.summary,
      status: alert.status,
      incident_key: alert.dedup_key,
      service: { id: serviceOf(alert) ?? 'PSERVCE', type: 'service_reference' },
      created_at: alert.at,
      last_status_change_at: alert.moved_at,
      last_status_change_by: { summary: alert.moved_by, type: 'user_reference' },
      urgency: alert.severity === 'critical' || alert.severity === 'error' ? 'high' : 'low',
      html_url: `https://stand-in.pagerduty.example/incidents/${alert.id}`,
    };
  }

  return {
    async handle(request, response) {
      const target = under(prefix, request);
      if (!target) return false;
      const text = await readBody(request, MAX_EVENT_BYTES);
      if (faults.take('fail')) {
        sendJson(response, { status: 500, body: { status: 'error', message: 'Internal Server Error' } });
      } else if (target.path === '/v2/enqueue' && request.method === 'POST') {
        const { effect, ...answer } = enqueue(text);
        effect?.();
        if (effect && faults.take('lose')) request.socket.destroy();
        else sendJson(response, answer);
      } else {
        sendJson(response, rest(request.method ?? 'GET', target.path, target.query, request.headers, text ?? ''));
      }
      return true;
    },
    pages: () => alerts.map((alert) => ({ ...alert })),
    move(dedupKey, to) {
      const open = alerts.find((alert) => alert.dedup_key === dedupKey && alert.status !== 'resolved');
      if (!open) return false;
      move(open, to, 'A human');
      return true;
    },
    faults,
  };
}

function invalid(status: number, errors: readonly string[]): Answer {
  return { status, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
}

function problemsOf(event: Record<string, unknown>): string[] {
  const errors: string[] = [];
  const { routing_key: key, event_action: action, dedup_key: dedupKey, payload, links } = event;
  if (typeof key !== 'string' || key === '') errors.push("'routing_key' is missing or blank");
  else if (key.length !== 32) errors.push("Length of 'routing_key' is incorrect (should be 32 characters)");
  if (typeof action !== 'string' || !ACTIONS.includes(action)) {
    errors.push(`'event_action' is missing or invalid (should be one of ${ACTIONS.join(', ')})`);
  }
  if (dedupKey === undefined ? action !== 'trigger' : typeof dedupKey !== 'string' || dedupKey === '') {
    errors.push("'dedup_key' is missing or blank");
  } else if (typeof dedupKey === 'string' && dedupKey.length > 255) {
    errors.push("'dedup_key' is too long (maximum is 255 characters)");
  }
  if (action !== 'trigger') return errors;
  if (!isRecord(payload)) return [...errors, "'payload' is missing or not an object"];
  for (const [field, most] of [
    ['summary', 1024],
    ['source', 1024],
  ] as const) {
    const value = payload[field];
    if (typeof value !== 'string' || value.trim() === '') errors.push(`'payload.${field}' is missing or blank`);
    else if (value.length > most) errors.push(`'payload.${field}' is too long (maximum is ${most} characters)`);
  }
  if (typeof payload['severity'] !== 'string' || !SEVERITIES.includes(payload['severity'])) {
    errors.push(`'payload.severity' is missing or invalid (should be one of ${SEVERITIES.join(', ')})`);
  }
  const { timestamp } = payload;
  if (timestamp !== undefined && (typeof timestamp !== 'string' || Number.isNaN(Date.parse(timestamp)))) {
    errors.push("'payload.timestamp' is invalid (should be ISO 8601)");
  }
  if (links !== undefined && !(Array.isArray(links) && links.every((link) => isRecord(link) && isUrl(link['href'])))) {
    errors.push("'links' is invalid (each needs an href that is a URL)");
  }
  return errors;
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value);
}
