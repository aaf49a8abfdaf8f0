import * as fc from 'fast-check';
import { outcomeKey } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import type { NotifyContext, PatternAlert } from '../notifier';
import { hostileEvent } from '../../test/hostile';
import { carriesKey, MAX_DOCUMENT_CHARACTERS } from './document';
import { bodyForEvent, investigationLabel, issueForEvent, issueForPattern, outcomeLabel } from './translate';

const key = outcomeKey(anEvent());
const context: NotifyContext = {
  key,
  repeat: false,
  ruleId: 'tickets',
  reason: 'rule-matched',
  explanation: 'Rule tickets: everything of MEDIUM and above.',
};

it('files an issue that is found again by its labels', () => {
  const investigation = '123456789012/8f1c2d3e-4a5b-4c6d-8e7f-0123456789ab/3b7f0f0e-9a41-4d0c-9f4d-6f2f1f5a0c11';
  expect(issueForEvent(anEvent(), context)).toMatchObject({
    summary: '[HIGH] Acme Corporation: RDS connection pool exhausted',
    priority: { name: 'High' },
    labels: ['investigation-orchestrator', `outcome:${investigation}/1`, `investigation:${investigation}`],
    description: { type: 'doc', version: 1 },
  });
});

it.each([
  ['CRITICAL', 'Highest'],
  ['HIGH', 'High'],
  ['MEDIUM', 'Medium'],
  ['LOW', 'Low'],
  ['MINIMAL', 'Lowest'],
] as const)('calls %s what Jira calls %s', (severity, name) => {
  expect(issueForEvent(anEvent({ severity }), context).priority).toEqual({ name });
});

it('gives all outcomes of an investigation one label in common, and each its own', () => {
  expect(investigationLabel('1/s/t/1')).toBe(investigationLabel('1/s/t/27'));
  expect(outcomeLabel('1/s/t/1')).not.toBe(outcomeLabel('1/s/t/27'));
});

it('makes a label of any key: no blanks, at most 255 characters, and different keys stay different', () => {
  const anyKey = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(anyKey, anyKey, (one, other) => {
      expect(outcomeLabel(one)).toMatch(/^[A-Za-z0-9_.:/-]{1,255}$/);
      if (one !== other) expect(outcomeLabel(one)).not.toBe(outcomeLabel(other));
    }),
  );
});

it('makes a document that Jira takes, of any event, in which only our links are links', () => {
  fc.assert(
    fc.property(hostileEvent, (event) => {
      const issue = issueForEvent(event, context);
      expect(issue.summary.length).toBeLessThanOrEqual(255);
      expect(issue.summary).not.toMatch(/[\p{Cc}\p{Cf}<>@]|:\/\//u);
      expect(JSON.stringify(issue.description).length).toBeLessThanOrEqual(MAX_DOCUMENT_CHARACTERS);
      const nodes = nodesOf(issue.description);
      expect(new Set(nodes.map(({ type }) => type))).toEqual(
        new Set(['doc', 'paragraph', 'bulletList', 'listItem', 'text']),
      );
      const texts = nodes.flatMap((node) => (node.type === 'text' ? [node] : []));
      expect(texts.every(({ text }) => typeof text === 'string' && text !== '')).toBe(true);
      expect(texts.some(({ text }) => /[\p{Cc}\p{Cf}<>@]|:\/\//u.test(text ?? ''))).toBe(false);
      const links = texts.flatMap(({ marks }) => marks ?? []).flatMap(({ attrs }) => (attrs ? [attrs.href] : []));
      expect(links).toEqual([event.links.devops_agent_investigation]);
      expect(carriesKey(issue.description, key)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('is not fooled by an event that says our key', () => {
  const forged = anEvent({ summary: { root_cause_brief: 'other/key/of/2', affected_resources: ['other/key/of/2'] } });
  expect(carriesKey(bodyForEvent(forged, context), 'other/key/of/2')).toBe(false);
});

it('says that something was left out, and still ends in the key', () => {
  const tags = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`tag-${index}-${'k'.repeat(110)}`, 'v'.repeat(256)]),
  );
  const event = anEvent({ tags, summary: { affected_resources: Array.from({ length: 50 }, () => 'r'.repeat(256)) } });
  const body = bodyForEvent(event, context);
  const texts = nodesOf(body).flatMap(({ text }) => text ?? []);
  expect(texts.at(-3)).toContain('did not fit');
  expect(texts.at(-1)).toBe(key);
});

it('tells a pattern with its count, evidence, members, and who wrote the prose', () => {
  const alert: PatternAlert = {
    key: 'pattern/3f2a/5',
    title: 'RDS connection pools exhausted',
    severity: 'CRITICAL',
    clients: 5,
    evidence: ['All began within 12 minutes.'],
    investigations: [
      { key: 'a/b/c/1', clientName: 'Acme', link: 'https://acme.example/1' },
      { key: 'd/e/f/1', clientName: 'Bolt' },
    ],
    prose: 'Probably a bad driver.',
  };
  const issue = issueForPattern(alert, { link: 'https://console.example/p' });
  expect(issue.summary).toBe('[CRITICAL] One cause at 5 clients: RDS connection pools exhausted');
  expect(issue.labels).toContain('investigation:pattern/3f2a');
  expect(nodesOf(issue.description).flatMap(({ text }) => text ?? [])).toEqual([
    'RDS connection pools exhausted',
    'Seen at 5 clients. What they have in common:',
    'All began within 12 minutes.',
    'Open the pattern',
    'Written by a language model, to be checked',
    ': ',
    'Probably a bad driver.',
    'Acme',
    ': ',
    'a/b/c/1',
    'Bolt',
    ': ',
    'd/e/f/1',
    'Investigation Orchestrator, outcome ',
    'pattern/3f2a/5',
  ]);
});

interface Node {
  readonly type: string;
  readonly text?: string;
  readonly marks?: readonly { readonly attrs?: { readonly href: string } }[];
  readonly content?: readonly Node[];
}

function nodesOf(root: unknown): Node[] {
  const node = root as Node;
  return [node, ...(node.content ?? []).flatMap(nodesOf)];
}
