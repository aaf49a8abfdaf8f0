import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../snapshot';

export type Connection = 'connecting' | 'live' | 'lost';

/** The newest snapshot, pushed by the server; the browser reconnects by itself. */
export function useSnapshot(): { snapshot: Snapshot | undefined; connection: Connection } {
  const [snapshot, setSnapshot] = useState<Snapshot>();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    const source = new EventSource('api/stream');
    source.onopen = () => setConnection('live');
    source.onerror = () => setConnection('lost');
    source.onmessage = ({ data }) => setSnapshot(JSON.parse(data as string) as Snapshot);
    return () => source.close();
  }, []);
  return { snapshot, connection };
}
