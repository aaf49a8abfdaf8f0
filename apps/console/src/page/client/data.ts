import { useEffect, useState } from 'preact/hooks';
import type { Before, Crossed } from '../../client-view';

/** Every few seconds, while somebody looks: an investigation that ends now should appear. */
const POLL_MS = 3000;

export type Loaded<T> = T | 'loading' | 'missing' | 'failed';

/** Whose view this is, and which outcome is chosen: both stand in the address, so that it can be passed on. */
export function placeIn(pathname: string): { account: string; key: string | undefined } {
  const [account = '', ...outcome] = pathname
    .replace(/^\/client\//, '')
    .replace(/\/$/, '')
    .split('/');
  return { account, key: outcome.length === 3 ? [account, ...outcome].join('/') : undefined };
}

/** The receipts of the account, read again and again. */
export function useCrossed(account: string): Loaded<Crossed> {
  const [crossed, setCrossed] = useState<Loaded<Crossed>>('loading');
  useEffect(() => {
    let last = '';
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const read = async () => {
      const text = document.hidden && last !== '' ? last : await textOf(`/client/${account}/crossed.json`);
      if (over) return;
      if (text !== last) setCrossed((before) => loaded<Crossed>(text, before));
      last = text;
      timer = setTimeout(() => void read(), POLL_MS);
    };
    void read();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [account]);
  return crossed;
}

/** What stands in the account about an outcome. */
export function useBefore(key: string | undefined): Loaded<Before> {
  const [read, setRead] = useState<{ key: string; before: Loaded<Before> }>();
  useEffect(() => {
    let over = false;
    if (key === undefined) return undefined;
    void textOf(`/client/${key}/before.json`).then((text) => {
      if (!over) setRead({ key, before: loaded<Before>(text, 'failed') });
    });
    return () => {
      over = true;
    };
  }, [key]);
  return read !== undefined && read.key === key ? read.before : 'loading';
}

const MISSING = 'missing';
const FAILED = 'failed';

async function textOf(path: string): Promise<string> {
  try {
    const response = await fetch(path);
    if (response.status === 404) return MISSING;
    return response.ok ? await response.text() : FAILED;
  } catch {
    return FAILED;
  }
}

/** @param otherwise what stays when the account cannot be read just now */
function loaded<T>(text: string, otherwise: Loaded<T>): Loaded<T> {
  if (text === MISSING) return 'missing';
  if (text === FAILED) return otherwise === 'loading' ? 'failed' : otherwise;
  return JSON.parse(text) as T;
}
