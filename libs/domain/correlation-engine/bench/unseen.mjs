// What the engine is worth on reports that it has learnt nothing from, beside the rule of the specification:
//   node bench/unseen.mjs [--seeds 5]      causes, storms, coincidences and everyday trouble
//   node bench/unseen.mjs --stress         everyday trouble alone, of 2,000 clients
// Build first (`npx nx run @org/correlation-engine:build`).
import { parseArgs } from 'node:util';
import { createCorrelator } from '../dist/index.js';
import { scoreOf } from './score.mjs';
import { disturbed, streamOf, stressOf } from './stream.mjs';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, stress: { type: 'boolean', default: false } },
});

const ENGINES = { 'same category, 3 events, 60 minutes': categoryRule, 'this engine': engine };

if (values.stress) {
  for (const [name, make] of Object.entries(ENGINES)) {
    const { deliveries, days } = stressOf({ seed: 1 });
    const decide = make();
    const told = Array.from({ length: days }, () => 0);
    for (const delivery of deliveries) {
      if (decide(delivery).alert)
        told[
          Math.min(
            days - 1,
            Math.floor((Date.parse(delivery.received_at) - Date.parse(deliveries[0].received_at)) / 86_400_000),
          )
        ]++;
    }
    console.log(`${name}: false alerts on each day: ${told.join(', ')}`);
  }
} else {
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  for (const [name, make] of Object.entries(ENGINES)) {
    const scores = seeds.map((seed) => {
      const stream = streamOf({ seed });
      const score = scoreOf(stream, make());
      // A tenth of the deliveries twice, and all of them shuffled by five minutes.
      const again = scoreOf(disturbed(stream, seed), make());
      const moved = Math.max(Math.abs(again.pairwise - score.pairwise), Math.abs(again.bcubed - score.bcubed));
      return { ...score, moved_when_disturbed: moved };
    });
    const figures = Object.keys(scores[0]).map((figure) => {
      const all = scores.map((score) => score[figure] ?? 0);
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      return [figure, { mean: round(mean), least: round(Math.min(...all)), most: round(Math.max(...all)) }];
    });
    console.log(`\n${name}, seeds 1 to ${seeds.length}`);
    console.table(Object.fromEntries(figures));
  }
}

function engine() {
  const correlator = createCorrelator({ enabled: true, min_events: 3, time_window_minutes: 60 });
  return ({ event, received_at }) => {
    const { kind, pattern } = correlator.process(event, received_at).decision;
    if (!pattern) return { alert: false };
    const { pattern_id: id, confidence, uncertain, explanation: text } = pattern;
    return {
      alert: kind === 'alert',
      pattern: {
        id,
        confidence,
        uncertain,
        text,
        ids: new Set(pattern.members.map(({ investigation_id }) => investigation_id)),
      },
    };
  };
}

function categoryRule() {
  const open = new Map();
  const seen = new Set();
  let count = 0;
  return ({ event, received_at }) => {
    const { investigation_id: id, summary } = event;
    if (seen.has(id)) return { alert: false };
    seen.add(id);
    const at = Date.parse(received_at);
    const before = open.get(summary.root_cause_category);
    const group =
      before && at - before.last <= 60 * 60_000 ? before : { id: `group-${count++}`, ids: new Set(), told: false };
    open.set(summary.root_cause_category, group);
    group.last = at;
    group.ids.add(id);
    const alert = !group.told && group.ids.size >= 3;
    group.told ||= alert;
    return group.told
      ? { alert, pattern: { id: group.id, ids: group.ids, uncertain: true, text: summary.root_cause_category } }
      : { alert: false };
  };
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
