import type { Transport } from '../call';

/** One PagerDuty service, as central's configuration names it. Secrets are read when they are needed, never kept. */
export interface PagerDutyConfig {
  /** Names the destination in errors, such as `payments`. */
  readonly name?: string;
  /** PagerDuty, "Events API v2". EU accounts: https://events.eu.pagerduty.com/v2/enqueue. */
  readonly eventsUrl?: string;
  /** PagerDuty, "REST API". EU accounts: https://api.eu.pagerduty.com. */
  readonly apiUrl?: string;
  /** The integration key of the service: 32 characters. */
  readonly routingKey: () => Promise<string>;
  /** A REST key, read-only suffices: asked before a re-send. */
  readonly apiKey: () => Promise<string>;
  /**
   * The service that the integration key belongs to. Without it `find` finds nothing: several services of an account may
   * be told of one outcome under one key, and another's page must not pass for this one's.
   */
  readonly serviceId?: string;
  readonly timeoutMs?: number;
  /** For tests; `fetch` otherwise. */
  readonly transport?: Transport;
}
