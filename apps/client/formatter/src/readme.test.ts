import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify } from './classify';
import { indicatorsIn } from './indicators';
import { redactorKeeping } from './redactor';

it('does to a report what the first screen of the README shows', () => {
  const readme = readFileSync(join(__dirname, '../../../../README.md'), 'utf8');
  const [, report = '', event = ''] = /```text\n(.*)\n```[\s\S]*?```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const { text, counts } = redactorKeeping([])(report);
  expect({
    root_cause_category: classify(report, report).category,
    root_cause_brief: text,
    indicators: indicatorsIn(report),
    redaction: counts,
  }).toEqual(JSON.parse(event));
});
