import { keys } from './keys';
import { CORRELATION_DAYS } from './patterns';
import { toMilliseconds } from './state';
import type { Item, Table } from './table';

/** What AWS Health says of one service in one Region, by shape: a `Notice` of the correlation engine fits. */
export interface NoticeRecord {
  readonly id: string;
  readonly service: string;
  readonly region: string;
  /** When the trouble began; ISO 8601. */
  readonly at: string;
  readonly until?: string;
  readonly what: string;
}

/** What the pattern detector keeps of AWS Health. Every call is harmless to repeat. */
export interface NoticeStore {
  /**
   * Keeps a notice, unless a newer word on it is here.
   *
   * @param updatedAt when AWS Health last changed it
   * @returns whether {@link noticeCompared} was said already of this word, or a newer one
   */
  saveNotice(notice: NoticeRecord, updatedAt: string): Promise<{ compared: boolean }>;
  /** Reports that were here before the notice have been compared again, with it. */
  noticeCompared(notice: NoticeRecord, updatedAt: string): Promise<void>;
  /** Notices that begin in a time, the newest {@link MAX_NOTICES} of each service, each with its newest word. */
  noticesFor(services: readonly string[], region: string, from: string, to: string): Promise<NoticeRecord[]>;
}

/** Of each service in a Region so many are read; AWS has few troubles in two weeks that it tells of. */
export const MAX_NOTICES = 50;

interface NoticeItem extends Item {
  readonly sk: string;
  readonly notice: NoticeRecord;
  readonly updated_at: string;
  readonly compared?: boolean;
}

export function noticeStore(table: Table): NoticeStore {
  return {
    async saveNotice(notice, updatedAt) {
      const key = keys.notice(notice.service, notice.region, toMilliseconds(notice.at), notice.id);
      const updated_at = toMilliseconds(updatedAt);
      const isNewer = await table.putIf(
        { ...key, notice, updated_at, expires_at: table.expiresAt(CORRELATION_DAYS) },
        'attribute_not_exists(pk) OR expires_at <= :now OR updated_at < :updated_at',
        { ':updated_at': updated_at },
      );
      return { compared: !isNewer && (await table.get<NoticeItem>(key))?.compared === true };
    },

    async noticeCompared(notice, updatedAt) {
      const key = keys.notice(notice.service, notice.region, toMilliseconds(notice.at), notice.id);
      await table.update(key, 'SET compared = :true', {
        condition: 'updated_at = :updated_at',
        values: { ':true': true, ':updated_at': toMilliseconds(updatedAt) },
      });
    },

    async noticesFor(services, region, from, to) {
      const found = await Promise.all(
        services.map((service) =>
          table.query<NoticeItem>(keys.notices(service, region), {
            from: `AT#${toMilliseconds(from)}`,
            to: `AT#${toMilliseconds(to)}\uffff`,
            newestFirst: true,
            limit: MAX_NOTICES,
          }),
        ),
      );
      // AWS Health may correct when it began: then two items are of one notice.
      const newest = new Map<string, NoticeItem>();
      for (const item of found.flat().sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1))) {
        newest.set(`${item.notice.service} ${item.notice.id}`, item);
      }
      return [...newest.values()].map(({ notice }) => notice);
    },
  };
}
