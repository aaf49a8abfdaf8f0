import type { ScenarioInvestigation } from './scenario';

type Told = Pick<ScenarioInvestigation, 'title' | 'symptom' | 'root_cause' | 'gaps' | 'notes'>;
type Records = { recordType: string; content: unknown }[];

/**
 * What the agent writes into its journal, in one of the mixes that were seen in real accounts: the record types drift
 * from week to week, and a reader has to cope with each.
 */
export function journalOf(told: Told, mix: NonNullable<ScenarioInvestigation['records']>): Records {
  const markdown = summaryMarkdown(told);
  const working: Records = [
    { recordType: 'message', content: { id: 'm1', role: 'user', content: [{ type: 'text', text: told.title }] } },
    { recordType: 'utilization', content: { skills: { bundles: [] } } },
    { recordType: 'observation', content: { title: told.symptom, analysis: told.notes ?? '', signals: [] } },
  ];
  switch (mix) {
    case 'summary':
      return [
        ...working,
        { recordType: 'investigation_summary', content: JSON.stringify(summaryDocument(told)) },
        { recordType: 'investigation_summary_md', content: markdown },
      ];
    case 'summary_without_id': // written twice, and the event names neither
      return [
        ...working,
        {
          recordType: 'investigation_summary_md',
          content: '# Investigation Summary\n\n## Symptoms\n\nStill collecting evidence.\n',
        },
        { recordType: 'investigation_summary_md', content: markdown },
      ];
    case 'structured':
      return [...working, { recordType: 'investigation_summary', content: summaryDocument(told) }];
    case 'result':
      return [
        ...working,
        { recordType: 'investigation_result', content: { type: 'investigation_result', text: markdown } },
      ];
    case 'unreadable':
      return [{ recordType: 'checkpoint', content: { step: 12 } }];
    case 'message':
      return [
        ...working,
        { recordType: 'checkpoint', content: { step: 12 } },
        {
          recordType: 'message',
          content: { id: 'm9', role: 'assistant', content: [{ type: 'text', text: markdown }] },
        },
      ];
  }
}

export function mitigationRecords(title: string): Records {
  return [
    {
      recordType: 'mitigation_summary_md',
      content: `# Mitigation Summary\n\n## Action\n\n${title}\n\n## Reasoning\n\nRemoves the cause named by the investigation.\n`,
    },
  ];
}

function summaryDocument({ symptom, root_cause, gaps, notes }: Told): object {
  return {
    type: 'investigation_summary',
    symptoms: [{ id: 'symptom-1', title: symptom, description: symptom }],
    findings: root_cause
      ? [
          {
            id: 'cause-1',
            type: 'root_cause',
            title: root_cause.title,
            description: root_cause.description ?? root_cause.title,
            cascades_to: ['symptom-1'],
            related_resources: root_cause.resources ?? [],
            observations: notes ? [{ title: 'Evidence', analysis: notes }] : [],
          },
        ]
      : [],
    investigation_gaps: (gaps ?? []).map((gap) => ({ title: gap, description: gap })),
  };
}

function summaryMarkdown({ symptom, root_cause, gaps, notes }: Told): string {
  const section = (title: string, body: string | undefined) => (body ? [`## ${title}`, body] : []);
  return [
    '# Investigation Summary',
    ...section('Symptoms', symptom),
    ...section('Findings', notes),
    ...section(
      'Root Cause',
      root_cause &&
        [`**${root_cause.title}**`, root_cause.description, ...(root_cause.resources ?? []).map((arn) => `- ${arn}`)]
          .filter((line) => line !== undefined)
          .join('\n\n'),
    ),
    ...section('Investigation Gaps', gaps?.map((gap) => `- ${gap}`).join('\n')),
  ].join('\n\n');
}
