// How well decisions fit the truth of ./stream.mjs.

/**
 * @param decide `(delivery) => { pattern?: { id, ids, confidence, uncertain, text }, alert }`: what became of a report
 * @returns figures as `orchestrator` people read them: shares between 0 and 1, minutes, a day
 */
export function scoreOf({ deliveries, truth, coincidences, days }, decide) {
  const clientOf = new Map();
  const arrival = new Map();
  for (const { event, received_at } of deliveries) {
    if (arrival.has(event.investigation_id)) continue;
    clientOf.set(event.investigation_id, event.client_account_id);
    arrival.set(event.investigation_id, Date.parse(received_at));
  }
  const patterns = new Map(); // the ids of each, as they are in the end
  const alerts = [];
  const began = process.cpuUsage();
  for (const delivery of deliveries) {
    const { pattern, alert } = decide(delivery);
    if (!pattern) continue;
    patterns.set(pattern.id, pattern.ids);
    if (alert) alerts.push(judged(pattern, delivery));
  }
  const { user, system } = process.cpuUsage(began);
  const causes = new Map(
    [...truth.values()].filter(({ kind }) => kind === 'shared').map((cause) => [cause.id, { ...cause, ids: [] }]),
  );
  for (const [id, { id: cause }] of truth) causes.get(cause)?.ids.push(id);
  const found = new Map();
  for (const alert of alerts)
    if (alert.kind === 'shared' && !found.has(alert.cause.id)) found.set(alert.cause.id, alert);
  const wrong = alerts.filter(({ kind }) => kind === 'storm' || kind === 'chance');
  const nameable = alerts.filter(({ kind, cause }) => kind === 'shared' && cause.thing);
  const late = [...found].map(([id, { at }]) => (at - thirdClient(causes.get(id).ids)) / 60_000).sort((a, b) => a - b);
  const small = [...causes.values()].filter(({ clients }) => clients <= 6);
  return {
    pairwise: f1(pairs()),
    bcubed: f1(bcubed()),
    found: found.size / causes.size,
    found_small: small.filter(({ id }) => found.has(id)).length / small.length,
    false_a_day: wrong.length / days,
    told_twice: alerts.filter(({ kind }) => kind === 'shared').length - found.size,
    minutes_p50: late[Math.floor((late.length - 1) * 0.5)],
    minutes_p90: late[Math.floor((late.length - 1) * 0.9)],
    to_analysis: alerts.filter(({ uncertain }) => uncertain).length / arrival.size,
    names_it:
      nameable.filter(({ text, cause }) => text.toLowerCase().includes(cause.thing.toLowerCase())).length /
      nameable.length,
    storms_told: alerts.filter(({ kind }) => kind === 'storm').length,
    coincidences_told: coincidences.filter((ids) =>
      [...patterns.values()].some((members) => ids.filter((id) => members.has(id)).length >= 3),
    ).length,
    brier:
      alerts.reduce(
        (sum, { confidence, kind }) => sum + ((confidence ?? 1) - (kind === 'storm' || kind === 'chance' ? 0 : 1)) ** 2,
        0,
      ) / alerts.length,
    events_a_second: (deliveries.length / (user + system)) * 1e6,
  };

  // An alert is of a cause when at least half of its clients, and two of them, are.
  function judged({ ids, text, confidence, uncertain }, { received_at }) {
    const clients = new Map();
    for (const id of ids) {
      const cause = truth.get(id);
      if (cause) clients.set(cause, (clients.get(cause) ?? new Set()).add(clientOf.get(id)));
    }
    const all = new Set([...ids].map((id) => clientOf.get(id))).size;
    const [cause, who] = [...clients].sort((a, b) => b[1].size - a[1].size)[0] ?? [];
    const kind =
      cause && cause.kind === 'storm' ? 'storm' : who && who.size >= 2 && who.size * 2 >= all ? cause.kind : 'chance';
    return { kind, cause, text, confidence, uncertain, at: Date.parse(received_at) };
  }

  function thirdClient(ids) {
    const clients = new Set();
    for (const id of [...ids].sort((a, b) => arrival.get(a) - arrival.get(b))) {
      clients.add(clientOf.get(id));
      if (clients.size === 3) return arrival.get(id);
    }
    return Infinity;
  }

  // Pairs of clients, each client once in a cause; those of causes that two clients share are left out.
  function pairs() {
    let told = 0;
    let right = 0;
    for (const ids of patterns.values()) {
      const units = unitsOf(ids);
      const all = [...units.values()];
      told += between(all.map(({ client }) => client));
      for (const id of new Set(all.map(({ cause }) => cause))) {
        const of = between(all.filter(({ cause }) => cause === id).map(({ client }) => client));
        if (causes.has(id)) right += of;
        else if (id !== undefined && String(id).startsWith('cause')) told -= of;
      }
    }
    let there = 0;
    for (const { ids } of causes.values()) there += between([...unitsOf(ids).values()].map(({ client }) => client));
    return { precision: told ? right / told : 0, recall: there ? right / there : 0 };
  }

  function unitsOf(ids) {
    const units = new Map();
    for (const id of ids) {
      const cause = truth.get(id)?.id ?? id;
      units.set(`${cause}/${clientOf.get(id)}`, { cause, client: clientOf.get(id) });
    }
    return units;
  }

  function bcubed() {
    const share = (ids, cause) => [...ids].filter((id) => truth.get(id)?.id === cause).length;
    let precision = 0;
    let told = 0;
    for (const ids of patterns.values()) {
      for (const id of ids) {
        const cause = truth.get(id);
        if (cause?.kind === 'pair') continue;
        told++;
        if (cause?.kind === 'shared') precision += share(ids, cause.id) / ids.size;
      }
    }
    const patternOf = new Map([...patterns].flatMap(([pattern, ids]) => [...ids].map((id) => [id, pattern])));
    let recall = 0;
    let there = 0;
    for (const { id, ids } of causes.values()) {
      there += ids.length;
      for (const pattern of new Set(ids.map((one) => patternOf.get(one)).filter(Boolean))) {
        const both = share(patterns.get(pattern), id);
        recall += both ** 2 / ids.length;
      }
    }
    return { precision: told ? precision / told : 0, recall: there ? recall / there : 0 };
  }
}

function between(clients) {
  const counts = new Map();
  for (const client of clients) counts.set(client, (counts.get(client) ?? 0) + 1);
  return (clients.length ** 2 - [...counts.values()].reduce((sum, count) => sum + count ** 2, 0)) / 2;
}

const f1 = ({ precision, recall }) => (precision + recall ? (2 * precision * recall) / (precision + recall) : 0);
